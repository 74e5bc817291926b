import {
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  fact,
  from,
  nonEmpty,
  randomName,
  reloadEngine,
  required,
  scenario,
} from '../../helpers/behaviour/index.ts';

const needs = ['lab', 'dockerd-options'] as const;

/** The host is the scenario's own: nobody else has this address there. */
const DNS_SERVER = '10.212.60.53';

/** Known to the DNS server of the host alone. */
const EXTERNAL = { name: 'known.test', address: '192.0.2.53' };

const alias = randomName('web');

describe('An engine with a DNS server for its containers, on a host that uses another one, which reloads', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const host = engineHost({
      dockerd: [`--dns=${DNS_SERVER}`],
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
      lanHost: lanHost(),
    };
  });

  const expectResolved = async () => {
    const { client, onDefault } = world;
    const [atClient, onDocker0, nameservers] = await Promise.all([
      from(client).systemLookup(EXTERNAL.name),
      from(onDefault).systemLookup(EXTERNAL.name),
      from(onDefault).linesOf('/etc/resolv.conf', '^nameserver'),
    ]);
    fact('the nameservers in resolv.conf on the default bridge', nameservers).is([`nameserver ${DNS_SERVER}`]);
    for (const outcome of nonEmpty('the lookups', [atClient, onDocker0])) await expect(outcome).toResolveTo(EXTERNAL);
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
    'A reload of its configuration leaves names, published ports and DNS servers of an engine as they are',
    {
      docs: 'https://docs.docker.com/engine/release-notes/29/#2930',
      needs,
      relies: ['upstream-dns', 'default-bridge', 'alias', 'container-name', 'embedded-dns', 'peers', 'from-lan'],
      why: 'After a reload for another setting, such as a registry, containers that start resolve no names.',
    },
    async () => {
      const { host, web, client, onDefault, lanHost } = world;
      await reloadEngine(host);
      // they get the DNS servers that the engine knows now
      await Promise.all([client.restart(), onDefault.restart()]);
      await expectNamesResolve(client, [alias, web.engineName], web);
      await expectResolved();
      const address = required("address of the engine's host", host.lab?.nic.address);
      await expect(from(lanHost).get(web.publishedAt(address))).toBeAnsweredBy(web);
    },
  );
});
