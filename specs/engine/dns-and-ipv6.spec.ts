import {
  behaviour,
  clientAddress,
  closedTo,
  describe,
  expect,
  expectNamesResolve,
  fact,
  from,
  hostNetwork,
  nonEmpty,
  onceDone,
  randomName,
  reloadEngine,
  required,
  scenario,
  sharedProbes,
  untilGatewaysAnswer,
  HOST_DNS_NAME,
} from '../../helpers/behaviour/index.ts';

const needs = ['lab', 'dockerd-options'] as const;

/** The host is the scenario's own: nobody else has this address there. */
const DNS_SERVER = '10.212.60.53';

const alias = randomName('web');

describe('An engine with a DNS server of its own and IPv6 on the default bridge, which reloads', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const host = engineHost({
      dockerd: [`--dns=${DNS_SERVER}`, '--ipv6', '--fixed-cidr-v6=fd12:212:60::/64'],
      dnsServer: DNS_SERVER,
      etc: { 'resolv.conf': 'nameserver 127.127.127.1\n' },
    });
    const bridge = network({ driver: 'bridge', at: host });
    return {
      host,
      bridge,
      web: nginx({ at: host, on: bridge, alias, publish: 80 }),
      client: nginx({ at: host, on: bridge }),
      onDefault: nginx({ at: host }),
      peer: nginx({ at: host }),
      process: nginx({ at: host, on: hostNetwork }),
      lanHost: lanHost(),
    };
  });

  const onceRouted = onceDone(async () => {
    await untilGatewaysAnswer(world.process, world.peer);
    await from(world.lanHost).addRoute(world.peer.address6, world.host);
  });
  const probes = sharedProbes({
    direct: () => onceRouted(() => from(world.lanHost).reachDirectly6(world.peer, { through: world.host })),
    fromHost: () => onceRouted(() => from(world.host).reach6(world.peer)),
    out: () => onceRouted(() => from(world.peer).get(world.lanHost.url6)),
  });

  const expectResolved = async () => {
    const { client, onDefault } = world;
    const [atClient, onDocker0, nameservers] = await Promise.all([
      from(client).systemLookup(HOST_DNS_NAME.name),
      from(onDefault).systemLookup(HOST_DNS_NAME.name),
      from(onDefault).linesOf('/etc/resolv.conf', '^nameserver'),
    ]);
    fact('the nameservers in resolv.conf on the default bridge', nameservers).is([`nameserver ${DNS_SERVER}`]);
    for (const outcome of nonEmpty('the lookups', [atClient, onDocker0]))
      await expect(outcome).toResolveTo(HOST_DNS_NAME);
  };

  behaviour(
    'engine.dns',
    '`dockerd --dns` sets the DNS server of containers, on the default and on other bridges',
    {
      docs: 'https://docs.docker.com/reference/cli/dockerd/#daemon-dns-options',
      needs,
      relies: ['upstream-dns', 'default-bridge'],
      why: 'Containers query a DNS server that does not know the names of the company.',
    },
    expectResolved,
  );

  behaviour(
    'engine.reload',
    "A reload of the engine's configuration keeps names, published ports and DNS servers",
    {
      docs: 'https://docs.docker.com/engine/release-notes/29/#2930',
      needs,
      relies: ['upstream-dns', 'default-bridge', 'alias', 'container-name', 'embedded-dns', 'peers', 'from-lan'],
      why: 'After a reload for another setting, such as a registry, containers that start resolve no names.',
    },
    async () => {
      const { web, client, onDefault, lanHost, host } = world;
      await reloadEngine(host);
      // they get the DNS servers that the engine knows now
      await Promise.all([client.restart(), onDefault.restart()]);
      await expectNamesResolve(client, [alias, web.engineName], web);
      await expectResolved();
      const address = required("address of the engine's host", host.lab?.nic.address);
      await expect(from(lanHost).get(web.publishedAt(address))).toBeAnsweredBy(web);
    },
  );

  behaviour(
    'engine.default-bridge-ipv6-closed',
    'LAN hosts with a route cannot reach unpublished ports on the default bridge over IPv6',
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/#direct-routing',
      needs: [...needs, 'ipv6'],
      relies: ['default-bridge', 'docker0-peers', 'filter-ipv6'],
      why: 'With the documented IPv6 options, every port of a container without `--network` is open to the internet.',
      security: closedTo('a LAN host with a route', 'an unpublished port on the default bridge over IPv6'),
    },
    async () => {
      await expect(probes.direct).toBeClosed({ control: probes.fromHost });
    },
  );

  behaviour(
    'engine.default-bridge-ipv6-egress',
    'Containers on the default bridge reach LAN hosts over IPv6, masqueraded as their host',
    {
      docs: 'https://docs.docker.com/engine/daemon/ipv6/#use-ipv6-for-the-default-bridge-network',
      needs: [...needs, 'ipv6'],
      relies: ['default-bridge'],
      why: 'Containers that are started without `--network` reach no other host over IPv6.',
    },
    async () => {
      await expect(probes.out).toBeAnsweredBy(world.lanHost);
      fact('the client address that the LAN host sees', clientAddress(await probes.out)).is(
        world.host.lab?.nic.address6,
      );
    },
  );
});
