import { behaviour, describe, fact, reported, required, scenario } from '../../helpers/behaviour/index.ts';

const ofContainer =
  'https://docs.docker.com/reference/api/engine/version/v1.45/#tag/Container/operation/ContainerInspect';
const ofNetwork = 'https://docs.docker.com/reference/api/engine/version/v1.47/#tag/Network/operation/NetworkInspect';

const ICC = 'com.docker.network.bridge.enable_icc';
const LABEL = 'com.example.tier';

/** In TEST-NET-1, to which nothing is sent. */
const [SERVERS, HOSTS] = [['192.0.2.53', '192.0.2.54'], { 'one.test': '192.0.2.1', 'two.test': '192.0.2.2' }];
const [DOMAINS, OPTIONS] = [
  ['corp.test', 'shop.test'],
  ['ndots:2', 'timeout:4'],
];

describe('Networks and a container that were created with options', () => {
  const world = scenario(({ network, nginx }) => {
    const given = network({
      driver: 'bridge',
      subnet: 'drawn',
      gateway: '.9',
      ipRange: '.128/25',
      auxAddress: '.200',
      labels: { [LABEL]: 'front' },
      options: { [ICC]: 'false' },
    });
    return {
      given,
      closed: network({ driver: 'bridge', internal: true }),
      shop: nginx({
        on: given,
        ip: '.20',
        hostname: 'webhost',
        dns: SERVERS,
        dnsSearch: DOMAINS,
        dnsOption: OPTIONS,
        addHost: HOSTS,
        sysctls: { 'net.core.somaxconn': '1035' },
        publish: 80,
        publishAt: 'drawn',
        publishOn: '127.0.0.1',
      }),
    };
  });

  behaviour(
    'api.container-as-given',
    'Inspect shows the network options of a container as they were given, also after a restart',
    {
      docs: ofContainer,
      relies: [
        'hostname',
        'every-dns-server',
        'dns-options',
        'dns-search',
        'add-host',
        'hosts-file',
        'static-address',
        'container-sysctl',
        'published-ports',
        'fixed-host-port',
        'one-host-address',
      ],
      why: 'Tools that create a container again from its inspect, as those that update images do, give the new one other options.',
    },
    async () => {
      const { given, shop } = world;
      const expectAsGiven = async (when: string): Promise<void> => {
        const { Config, HostConfig, NetworkSettings } = await shop.inspect();
        const { Dns, DnsSearch, DnsOptions, ExtraHosts, Sysctls, PortBindings } = HostConfig;
        fact(`the DNS servers in inspect ${when}`, Dns).is(SERVERS);
        fact(`the search domains in inspect ${when}`, DnsSearch).is(DOMAINS);
        fact(`the DNS options in inspect ${when}`, DnsOptions).is(OPTIONS);
        const entries = Object.entries(HOSTS).map(([name, address]) => `${name}:${address}`);
        fact(`the host entries in inspect ${when}`, ExtraHosts?.toSorted()).is(entries);
        fact(`the sysctls in inspect ${when}`, Sysctls?.['net.core.somaxconn']).is('1035');
        fact(`the requested host ports in inspect ${when}`, PortBindings).is({
          '80/tcp': [{ HostIp: '127.0.0.1', HostPort: String(shop.fixedHostPort) }],
        });
        fact(`the hostname in inspect ${when}`, Config.Hostname).is('webhost');
        const endpoint = NetworkSettings.Networks[given.engineName];
        fact(`the requested address in inspect ${when}`, endpoint?.IPAMConfig?.IPv4Address).is(given.addressAt('.20'));
      };
      await expectAsGiven('at first');
      await shop.restart();
      await expectAsGiven('after a restart');
    },
  );

  behaviour(
    'api.network-as-given',
    'Inspect shows the options of a network as they were given',
    {
      docs: ofNetwork,
      relies: ['gateway-address', 'ip-range', 'auxiliary-address'],
      why: 'Tools that compare a network with its definition, as those of infrastructure as code, create it anew each time.',
    },
    async () => {
      const { given, closed } = world;
      const [{ Internal, EnableIPv6, Options, Labels, IPAM }, { Internal: isClosed }] = await Promise.all([
        given.inspect(),
        closed.inspect(),
      ]);
      fact('whether the networks are internal', [Internal, isClosed]).is([false, true]);
      fact('whether the network has IPv6', EnableIPv6).is(false);
      fact('the option enable_icc', Options?.[ICC]).is('false');
      fact('the label', Labels?.[LABEL]).is('front');
      const [pool, ...others] = reported('the address pools of the network in inspect', IPAM?.Config);
      fact('the number of further pools', others.length).is(0);
      const { Subnet, Gateway, IPRange, AuxiliaryAddresses } = pool as Pool;
      fact('the subnet', Subnet).is(required('subnet', given.subnet));
      fact('the gateway', Gateway).is(given.addressAt('.9'));
      fact('the range of addresses', IPRange).is(`${given.addressAt('.128')}/25`);
      const auxiliary = Object.values(reported('the auxiliary addresses in inspect', AuxiliaryAddresses));
      fact('the auxiliary addresses', auxiliary).is([given.addressAt('.200')]);
    },
  );
});

interface Pool {
  readonly Subnet?: string;
  readonly Gateway?: string;
  readonly IPRange?: string;
  readonly AuxiliaryAddresses?: Readonly<Record<string, string>> | null;
}
