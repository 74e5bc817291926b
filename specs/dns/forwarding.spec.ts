import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  scenario,
  upstreamName,
  UPSTREAM_POINTER,
} from '../../helpers/behaviour/index.ts';

/** "The embedded DNS server forwards external DNS lookups to the DNS servers configured." */
const docs = 'https://docs.docker.com/engine/network/#dns-services';

/** A container queries the LAN host: the engine masquerades, and its host forwards. */
const needs = ['lan-host', 'engine-firewall', 'ip-forwarding'] as const;

describe('A container with an upstream DNS server', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const resolver = lanHost();
    const bridgenetwork = network({ driver: 'bridge' });
    const client = nginx({ on: bridgenetwork, alias: 'client', dns: [resolver] });
    return { resolver, bridgenetwork, client };
  });

  /** The control that the client reaches the upstream DNS server. */
  const upstreamIsUp = () => ({ control: from(world.client).get(world.resolver.url), answeredBy: world.resolver });

  /** Expects the upstream answer to reach the container unchanged, after this query alone. */
  const expectPassedOn = async (label: string, reason: 'NXDOMAIN' | 'NODATA' | 'SERVFAIL', type?: 'A' | 'AAAA') => {
    await expect(from(world.client).lookup(upstreamName(label), type)).toBeUnresolved(upstreamIsUp(), reason);
    const queries = await from(world.resolver).queriesFor(upstreamName(label));
    fact('the queries to the upstream DNS server for the name', queries).is([`${type ?? 'A'} over UDP`]);
  };

  behaviour(
    'dns.forwarded',
    'Queries for names that no container has are forwarded to the `--dns` server',
    {
      docs,
      needs,
      relies: ['embedded-dns', 'upstream-dns', 'edns', 'egress-tcp'],
      why: 'Containers cannot reach anything by name except other containers.',
    },
    async () => {
      const { client, resolver } = world;
      const [page, name, bySystem, withEdns] = await Promise.all([
        from(client).get(`http://${upstreamName('page')}`),
        from(client).lookup(upstreamName('forwarded')),
        from(client).systemLookup(upstreamName('program')),
        from(client).lookup(upstreamName('edns'), 'A', { edns: true }),
      ]);
      await expect(page).toBeAnsweredBy(resolver, { at: resolver.address });
      await expect(name).toResolveTo(resolver);
      await expect(withEdns).toResolveTo(resolver);
      await expect(bySystem).toResolveTo(resolver);
      const queries = await from(resolver).queriesFor(upstreamName('forwarded'));
      fact('the queries to the upstream DNS server', queries).is(['A over UDP']);
    },
  );

  behaviour(
    'dns.forwarded-nxdomain',
    'An upstream NXDOMAIN is passed on to the container',
    {
      docs,
      needs,
      relies: ['embedded-dns', 'upstream-dns'],
      controlsRely: ['egress-tcp'],
      why: 'Clients wait for a name that is known not to exist.',
    },
    () => expectPassedOn('unknown', 'NXDOMAIN'),
  );

  behaviour(
    'dns.forwarded-nodata',
    'An upstream NODATA is passed on to the container',
    {
      docs,
      needs,
      relies: ['embedded-dns', 'upstream-dns'],
      controlsRely: ['egress-tcp'],
      why: 'Clients treat a name as unknown although it has an address of the other IP family.',
    },
    () => expectPassedOn('only-ipv4', 'NODATA', 'AAAA'),
  );

  behaviour(
    'dns.forwarded-servfail',
    'An upstream SERVFAIL is passed on to the container',
    {
      docs,
      needs,
      relies: ['embedded-dns', 'upstream-dns'],
      controlsRely: ['egress-tcp'],
      why: 'Clients take a failing DNS server as proof that the name does not exist, and cache that.',
    },
    () => expectPassedOn('failing', 'SERVFAIL'),
  );

  behaviour(
    'dns.forwarded-refused',
    'An upstream REFUSED ends the lookup with an error instead of a timeout',
    {
      docs,
      needs,
      relies: ['embedded-dns', 'upstream-dns'],
      controlsRely: ['egress-tcp'],
      why: 'Clients wait for an answer although the upstream DNS server has already refused to give one.',
    },
    async () => {
      const name = await from(world.client).lookup(upstreamName('refusing'));
      await expect(name).toBeUnresolved(upstreamIsUp());
      // the engine may retry, and return SERVFAIL or REFUSED itself
      const queries = await from(world.resolver).queriesFor(upstreamName('refusing'));
      fact('the queries to the upstream DNS server', queries).includes('A over UDP');
      fact('the reason why the name does not resolve', name.kind === 'unresolved' && name.reason).isNot('no answer');
    },
  );

  behaviour(
    'dns.forwarded-reverse',
    'Reverse lookups of unknown addresses are forwarded upstream',
    {
      docs,
      needs,
      relies: ['embedded-dns', 'upstream-dns', 'egress-udp'],
      why: 'Logs and mail servers in containers cannot resolve the addresses of their clients to names.',
    },
    async () => {
      const name = await from(world.client).reverse('192.0.2.1');
      fact('the names of 192.0.2.1', name.kind === 'named' ? name.names : name.kind).is([UPSTREAM_POINTER]);
    },
  );
});
