import {
  UDP_PORT,
  behaviour,
  clientAddress,
  describe,
  expect,
  expectNamesResolve,
  expectingNoAnswer,
  fact,
  from,
  randomName,
  required,
  restartEngine,
  scenario,
  UPSTREAM_DOMAIN,
} from '../../helpers/behaviour/index.ts';

const restartPolicy = 'https://docs.docker.com/engine/containers/start-containers-automatically/';
const needs = ['lab', 'dockerd-options'] as const;

const ICC = 'com.docker.network.bridge.enable_icc';

/** Of a network: where its ports are published, and the MTU of its interfaces. */
const BOUND = { address: '127.0.0.7', mtu: 1350 };

const alias = randomName('web');
const added = { name: randomName('added'), address: '192.0.2.7' };

describe('An engine on a host without IPv6, which restarts, and containers with a restart policy', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const host = engineHost({ ipv6: false });
    const options = {
      'com.docker.network.bridge.enable_ip_masquerade': 'false',
      // Docker Engine 28 drops replies to a container's own address from interfaces that its network does not trust
      'com.docker.network.bridge.trusted_host_interfaces': 'eth0',
    };
    const bridge = network({ driver: 'bridge', at: host, subnet: 'drawn', gateway: '.9', options });
    const other = network({ driver: 'bridge', at: host, internal: true });
    const apart = network({ driver: 'bridge', at: host, internal: true, options: { [ICC]: 'false' } });
    const bound = network({
      driver: 'bridge',
      at: host,
      options: {
        'com.docker.network.bridge.host_binding_ipv4': BOUND.address,
        'com.docker.network.driver.mtu': String(BOUND.mtu),
      },
    });
    const resolver = lanHost();
    return {
      host,
      bridge,
      other,
      apart,
      web: nginx({
        at: host,
        on: bridge,
        alias,
        ip: '.20',
        publish: 80,
        restart: 'always',
        alsoOn: [{ on: other }, { on: apart }],
      }),
      client: nginx({
        at: host,
        on: bridge,
        restart: 'always',
        addHost: { [added.name]: added.address },
        dns: [resolver],
        dnsSearch: UPSTREAM_DOMAIN,
        dnsOption: 'ndots:0',
      }),
      inside: nginx({ at: host, on: other, restart: 'always', alsoOn: [{ on: apart }] }),
      // after a restart, it may have another address than before
      onDefault: nginx({ at: host, publish: 80, publishUdp: UDP_PORT, restart: 'always' }),
      bound,
      // a host port that no other container gets at another address
      onBound: nginx({ at: host, on: bound, publish: 80, publishAt: 'drawn', restart: 'always' }),
      lanHost: resolver,
    };
  });

  const address = () => required("address of the engine's host", world.host.lab?.nic.address);
  const containers = () => [world.web, world.client, world.inside, world.onDefault, world.onBound];

  /** Expects that containers are reached by their names, addresses and published ports, on all networks, and reach LAN hosts. */
  const expectServed = async () => {
    const { web, client, inside, onDefault, lanHost, other } = world;
    fact('the IP address of web on the bridge', web.address).is(world.bridge.addressAt('.20'));
    await expectNamesResolve(client, [alias, web.engineName], web);
    // the network is not masqueraded, and the LAN host is the DNS server of the client
    await from(lanHost).addRoute(client.address, world.host);
    const [published, atDefault, datagram, out, onOther, ...names] = await Promise.all([
      from(lanHost).get(web.publishedAt(address())),
      from(lanHost).get(onDefault.publishedAt(address())),
      from(lanHost).datagram(address(), onDefault.hostPort(UDP_PORT, 'udp')),
      from(onDefault).get(lanHost.url),
      from(inside).get(`http://${web.addressOn(other)}`),
      from(client).systemLookup(added.name),
      from(client).systemLookup('searched'),
    ]);
    await expect(names[0]).toResolveTo(added);
    await expect(names[1]).toResolveTo(lanHost);
    await expect(published).toBeAnsweredBy(web);
    await expect(atDefault).toBeAnsweredBy(onDefault);
    const clients = [published, atDefault].map(clientAddress);
    fact('the client addresses that the containers see', clients).is([lanHost.address, lanHost.address]);
    await expect(datagram).toBeAnsweredBy(onDefault);
    await expect(out).toBeAnsweredBy(lanHost);
    await expect(onOther).toBeAnsweredBy(web);
  };

  behaviour(
    'engine.host-without-ipv6',
    'An engine on a host without IPv6 publishes ports over IPv4',
    {
      docs: 'https://docs.docker.com/engine/release-notes/28/#2801',
      needs,
      relies: ['published-ports', 'from-lan'],
      why: 'On a host whose administrator turned IPv6 off, no container with a published port starts.',
    },
    async () => {
      const { web, lanHost } = world;
      fact('the host addresses of the published port', [...new Set(web.bindings(80).map(({ HostIp }) => HostIp))]).is([
        '0.0.0.0',
      ]);
      await expect(from(lanHost).get(web.publishedAt(address()))).toBeAnsweredBy(web);
    },
  );

  behaviour(
    'engine.restart-networks',
    'Networks keep their IDs, subnets, gateways and options when the engine restarts',
    {
      docs: 'https://docs.docker.com/engine/release-notes/27/#2750',
      needs,
      relies: ['inspect-address'],
      controlsRely: ['egress-tcp', 'egress-udp'],
      why: 'After an upgrade of the engine, firewall rules and static addresses are about networks that are no longer there.',
    },
    async () => {
      const partsOf = async (network: typeof world.bridge) => {
        const { Id, Driver, Internal, IPAM, Options, Labels } = await network.inspect();
        return { Id, Driver, Internal, IPAM, Options, Labels };
      };
      const before = await Promise.all([partsOf(world.bridge), partsOf(world.other)]);
      await restartEngine(world.host, containers());
      fact('the bridge in inspect after the restart', await partsOf(world.bridge)).is(before[0]);
      fact('the other network in inspect after the restart', await partsOf(world.other)).is(before[1]);
      // an option may be shown and no longer be applied
      const { web, client, inside, lanHost, apart, other } = world;
      await from(lanHost).addRoute(client.address, world.host);
      const [peer, onOther, page, control, out] = await Promise.all([
        from(inside).reach(web, { at: web.addressOn(apart), ...expectingNoAnswer }),
        from(inside).reach(web, { at: web.addressOn(other) }),
        from(client).get(lanHost.url),
        from(client).reach(lanHost),
        from(inside).reach(lanHost, expectingNoAnswer),
      ]);
      await expect(page).toBeAnsweredBy(lanHost);
      fact('the client address that the LAN host sees', clientAddress(page)).is(client.address);
      await expect(out).toBeClosed({ control });
      await expect(peer).toBeClosed({ control: onOther });
      const { onBound } = world;
      const addresses = onBound.bindings(80).map(({ HostIp }) => HostIp);
      fact('the host addresses of a port on the network with `host_binding_ipv4`', addresses).is([BOUND.address]);
      const [here, atLan, published] = await Promise.all([
        from(world.host).get(`http://${BOUND.address}:${onBound.hostPort()}`),
        from(lanHost).get(`http://${address()}:${onBound.hostPort()}`, expectingNoAnswer),
        from(lanHost).get(web.publishedAt(address())),
      ]);
      await expect(here).toBeAnsweredBy(onBound);
      await expect(atLan).toBeBlocked({ control: published, answeredBy: web });
      const interfaces = await from(onBound).interfaces();
      fact('the MTU on the network with `driver.mtu`', interfaces.find(({ name }) => name === 'eth0')?.mtu).is(
        BOUND.mtu,
      );
    },
  );

  behaviour(
    'engine.restart-containers',
    'A container with a restart policy has its networks, names, ports and egress again after the engine restarts',
    {
      docs: restartPolicy,
      needs,
      relies: ['alias', 'container-name', 'embedded-dns', 'peers', 'published-ports', 'from-lan', 'inspect-address'],
      why: 'After a reboot, services run and cannot be reached, or cannot reach each other.',
    },
    async () => {
      await restartEngine(world.host, containers());
      await expectServed();
    },
  );

  behaviour(
    'engine.killed',
    'A container with a restart policy has its networks, names, ports and egress again after the engine was killed',
    {
      docs: restartPolicy,
      needs,
      relies: ['alias', 'container-name', 'embedded-dns', 'peers', 'published-ports', 'from-lan', 'inspect-address'],
      why: 'An engine that crashed, or a host that lost power, leaves services unreachable.',
    },
    async () => {
      await restartEngine(world.host, containers(), 'KILL');
      await expectServed();
    },
  );
});
