import {
  beforeEntryExpires,
  behaviour,
  closedTo,
  describe,
  expect,
  expectNoHostPort,
  expectingNoAnswer,
  fact,
  from,
  restoring,
  scenario,
  upstreamName,
} from '../../helpers/behaviour/index.ts';

const needs = ['macvlan'] as const;

describe('A macvlan network in private mode, another on the same parent interface, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost, attempt }) => {
    const lan = lanHost();
    const macvlan = network({ driver: 'macvlan', beside: lan, options: { macvlan_mode: 'private' } });
    return {
      lanHost: lan,
      macvlan,
      second: attempt(network({ driver: 'macvlan', beside: lan, subnet: 'drawn', after: [macvlan] })),
      one: nginx({ on: macvlan, dns: [lan], publish: 80 }),
      other: nginx({ on: macvlan, ip: '.200' }),
      bridged: nginx({ publish: 80 }),
    };
  });

  behaviour(
    'macvlan.private-mode',
    'LAN hosts reach macvlan containers in private mode, and these cannot reach each other',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/macvlan/#options',
      needs,
      relies: ['macvlan', 'macvlan-mode'],
      why: 'Tenants that were separated on the LAN by private mode reach each other.',
      security: closedTo('a macvlan container in private mode', 'another one on the same network'),
    },
    async () => {
      const { one, other, lanHost } = world;
      const [fromOne, fromOther, toOne, toOther] = await Promise.all([
        from(one).reach(other, expectingNoAnswer),
        from(other).reach(one, expectingNoAnswer),
        from(lanHost).reach(one),
        from(lanHost).reach(other),
      ]);
      await expect(toOne).toBeOpen();
      await expect(toOther).toBeOpen();
      await expect(fromOne).toBeClosed({ control: toOther });
      await expect(fromOther).toBeClosed({ control: toOne });
    },
  );

  behaviour(
    'macvlan.two-on-one-parent',
    'Two macvlan networks with different subnets can have the same parent interface',
    {
      docs: 'https://docs.docker.com/engine/release-notes/27/#2700',
      needs,
      relies: ['shared-parent'],
      controlsRely: ['connect', 'disconnect'],
      why: 'A host needs a network interface for every subnet that its containers are to have on the LAN.',
    },
    async () => {
      const { second, one, other } = world;
      fact('the answer to the second `docker network create`', second.kind).is('created');
      if (second.kind !== 'created') return;
      await Promise.all([one.connect(second.network), other.connect(second.network)]);
      await using _ = restoring(async () => {
        await Promise.all([one.disconnect(second.network), other.disconnect(second.network)]);
      });
      await expect(from(one).get(`http://${other.addressOn(second.network)}`)).toBeAnsweredBy(other);
    },
  );

  behaviour(
    'macvlan.publishes-nothing',
    'Publishing a port of a container on a macvlan network binds no host port',
    {
      docs: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
      needs: [...needs, 'visible-bridges', 'engine-on-this-machine'],
      relies: ['macvlan'],
      controlsRely: ['published-ports'],
      why: 'A host port forwards to a container that was put on the LAN to have addresses of its own, or to nobody.',
      security: closedTo('a LAN host', 'a macvlan container at an address of its host'),
    },
    async () => expectNoHostPort(world.one, { control: world.bridged }),
  );

  behaviour(
    'macvlan.no-gateway-unless-given',
    'Containers on a macvlan network without `--gateway` have no default route',
    {
      docs: 'https://docs.docker.com/engine/release-notes/29/#2900',
      needs,
      controlsRely: ['default-bridge'],
      why: 'The first address of the subnet, which may be anybody, gets all packets of the containers to other networks.',
    },
    async () => {
      const { one, bridged } = world;
      const [ofMacvlan, ofBridge] = await Promise.all([from(one).defaultRoutes(), from(bridged).defaultRoutes()]);
      fact('the number of IPv4 default routes on a bridge network', ofBridge.filter(ipv4).length).is(1);
      fact('the number of IPv4 default routes on the macvlan network', ofMacvlan.filter(ipv4).length).is(0);
    },
  );

  behaviour(
    'macvlan.forwards-names',
    'Names of the upstream DNS server resolve in a container on a macvlan network',
    {
      docs: 'https://github.com/moby/moby/issues/47662',
      needs,
      relies: ['macvlan', 'macvlan-dns'],
      controlsRely: ['upstream-dns'],
      why: 'A container on the LAN finds no host of the LAN by name.',
    },
    async () => {
      const { one, lanHost } = world;
      const name = upstreamName('macvlan');
      const [record, bySystem] = await Promise.all([from(one).lookup(name), from(one).systemLookup(name)]);
      await expect(record).toResolveTo(lanHost);
      await expect(bySystem).toResolveTo(lanHost);
    },
  );

  behaviour(
    'macvlan.address-taken-over',
    'LAN hosts reach a macvlan container at once at an address that another one had before',
    {
      docs: 'https://github.com/moby/moby/pull/48808',
      needs,
      relies: ['macvlan', 'static-address', 'static-at-connect', 'macvlan-announcement', 'connect', 'stop'],
      controlsRely: ['disconnect'],
      why: 'After the replacement of a container on the LAN, clients get no answer for many seconds.',
    },
    async () => {
      const { lanHost, macvlan, other, bridged } = world;
      const url = `http://${macvlan.addressAt('.200')}`;
      await expect(from(lanHost).get(url)).toBeAnsweredBy(other);
      await other.stop();
      const { State } = await other.inspect();
      fact('whether the old container runs after `docker stop`', State.Running).is(false);
      if (State.Running) return;
      await using _ = restoring(async () => {
        try {
          await bridged.disconnect(macvlan);
        } finally {
          await other.start();
        }
      });
      await bridged.connect(macvlan, { ip: '.200' });
      await expect(from(lanHost).get(url, beforeEntryExpires)).toBeAnsweredBy(bridged);
    },
  );
});

const ipv4 = ({ family }: { readonly family: number }): boolean => family === 4;
