import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  onlyAt,
  randomName,
  required,
  scenario,
  upstreamName,
} from '../../helpers/behaviour/index.ts';

const failover = 'https://docs.docker.com/engine/network/dns/#forwarding-and-failover';

/** A container queries the LAN hosts: the engine masquerades, and its host forwards. */
const needs = ['lan-host', 'engine-firewall', 'ip-forwarding'] as const;

/** Docker Engine 20.10 does not answer where every server fails. */
const within = { withinMs: 5_000 } as const;

describe('A container with four upstream DNS servers of which some fail', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const [first, second, third, fourth] = [lanHost(), lanHost(), lanHost(), lanHost()];
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      first,
      second,
      third,
      fourth,
      bridgenetwork,
      client: nginx({
        on: bridgenetwork,
        alias: 'client',
        dns: [first, second, third, fourth],
        dnsOption: 'ndots:1',
      }),
    };
  });

  type LanHost = typeof world.first;

  const queriesFor = async (name: string, ...hosts: readonly LanHost[]) =>
    Promise.all(hosts.map((host) => from(host).queriesFor(name)));

  /** The control that the client reaches a DNS server, at its web server. */
  const isUp = (host: LanHost) => ({ control: from(world.client).get(host.url), answeredBy: host });

  behaviour(
    'dns.nxdomain-is-final',
    'An NXDOMAIN of the first `--dns` server is final, and the second server is not queried',
    {
      docs: failover,
      needs,
      relies: ['embedded-dns', 'upstream-dns', 'dns-order', 'egress-udp'],
      controlsRely: ['egress-tcp'],
      why: 'Internal names leak to a public DNS server, which may even answer them.',
    },
    async () => {
      const { client, first, second } = world;
      const [known, unknown] = [upstreamName('known'), upstreamName(onlyAt('unknown', first))];
      const [resolved, unresolved] = await Promise.all([from(client).lookup(known), from(client).lookup(unknown)]);
      await expect(resolved).toResolveTo(first);
      await expect(unresolved).toBeUnresolved(isUp(second), 'NXDOMAIN');
      fact('the queries to the first and the second server', await queriesFor(unknown, first, second)).is([
        ['A over UDP'],
        [],
      ]);
    },
  );

  behaviour(
    'dns.failing-next',
    'The second `--dns` server is queried when the first one answers SERVFAIL or REFUSED',
    {
      docs: failover,
      needs,
      relies: ['embedded-dns', 'upstream-dns', 'dns-order', 'every-dns-server', 'egress-udp'],
      why: 'One broken DNS server breaks all names in containers, though the host itself queries the next one.',
    },
    async () => {
      const { client, first, second } = world;
      const [failing, refusing] = [upstreamName(onlyAt('failing', first)), upstreamName(onlyAt('refusing', first))];
      const [afterFailing, afterRefusing, bySystem] = await Promise.all([
        from(client).lookup(failing),
        from(client).lookup(refusing),
        from(client).systemLookup(failing),
      ]);
      for (const found of [afterFailing, afterRefusing, bySystem]) await expect(found).toResolveTo(second);
      const [atFirst, atSecond] = await queriesFor(refusing, first, second);
      fact('the queries to the first and the second server', [atFirst, atSecond]).is([['A over UDP'], ['A over UDP']]);
    },
  );

  behaviour(
    'dns.silent-next',
    'The second `--dns` server is queried when the first one does not answer in time',
    {
      docs: failover,
      needs,
      relies: ['embedded-dns', 'upstream-dns', 'dns-order', 'every-dns-server', 'egress-udp'],
      why: 'One DNS server that is switched off breaks all names in containers: programs give up before the next gets the query.',
    },
    async () => {
      const { client, first, second } = world;
      const silent = upstreamName(onlyAt('silent', first));
      const [byDns, bySystem] = await Promise.all([from(client).lookup(silent), from(client).systemLookup(silent)]);
      await expect(byDns).toResolveTo(second);
      await expect(bySystem).toResolveTo(second);
    },
  );

  behaviour(
    'dns.three-servers',
    'Only the first three `--dns` servers are queried',
    {
      docs: 'https://docs.docker.com/engine/network/dns/#upstream-servers',
      needs,
      relies: ['embedded-dns', 'upstream-dns', 'dns-order', 'every-dns-server'],
      controlsRely: ['egress-tcp'],
      why: 'Lookups of names that no server has last ever longer with every server that is listed.',
    },
    async () => {
      const { client, first, second, third, fourth } = world;
      const name = upstreamName(onlyAt('failing', first, second, third));
      await expect(from(client).lookup(name, 'A', within)).toBeUnresolved(isUp(fourth));
      fact('the queries to the four servers', await queriesFor(name, first, second, third, fourth)).is([
        ['A over UDP'],
        ['A over UDP'],
        ['A over UDP'],
        [],
      ]);
    },
  );

  behaviour(
    'dns.ndots-single-label',
    'With `--dns-option ndots:1`, an address query for an unknown single label is empty and not forwarded',
    {
      docs: 'https://docs.docker.com/engine/network/dns/#search-domains-and-ndots',
      needs,
      relies: ['embedded-dns', 'dns-options'],
      controlsRely: ['upstream-dns', 'dns-order', 'egress-udp'],
      why: 'Names of containers that are not there leak to the DNS servers of the company, and slow lookups down.',
    },
    async () => {
      const { client, first } = world;
      const label = randomName('single');
      const [address, address6] = await Promise.all([
        from(client).lookup(label),
        from(client).lookup(label, 'AAAA'),
        // forwarded, as every other type
        from(client).lookup(label, 'TXT', within),
      ]);
      await expect(address).toHaveNoData();
      await expect(address6).toHaveNoData();
      const [queries] = await queriesFor(label, first);
      const control = required(
        'query for another type at the first server',
        queries?.find((one) => one.startsWith('TXT')),
      );
      fact('the queries to the first server for the label', queries?.toSorted()).is([control]);
    },
  );
});
