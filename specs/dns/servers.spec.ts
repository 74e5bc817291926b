import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  restoring,
  scenario,
  upstreamName,
  LARGE_ANSWER_ADDRESSES,
  SLOW_ANSWER_MS,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#dns-services';

/** Shorter than the 5 s after which libc repeats a query. */
const LOOKUP_TIMEOUT_MS = 3_000;

/** A container queries the LAN host: the engine masquerades, and its host forwards. */
const needs = ['root-on-engine-host', 'engine-firewall', 'ip-forwarding'] as const;

describe('Upstream DNS servers that are slow, send large answers or are missing', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const resolver = lanHost();
    const bridgenetwork = network({ driver: 'bridge' });
    const internalnetwork = network({ driver: 'bridge', internal: true });
    return {
      resolver,
      bridgenetwork,
      internalnetwork,
      client: nginx({ on: bridgenetwork, dns: [resolver] }),
      // the first address is on the container's loopback interface, where no server listens
      fallingBack: nginx({ on: bridgenetwork, dns: ['127.127.127.1', resolver] }),
      inside: nginx({ on: internalnetwork, alias: 'inside', dns: [resolver] }),
    };
  });

  behaviour(
    'dns.forwarded-slow',
    'The embedded DNS server waits for an upstream answer that takes a second',
    {
      docs,
      needs,
      relies: ['embedded-dns', 'upstream-dns', 'egress-udp'],
      why: 'Names that the upstream DNS server has to fetch from far away do not resolve in containers.',
    },
    async () => {
      const name = await from(world.client).lookup(upstreamName('slow'));
      await expect(name).toResolveTo(world.resolver);
      fact('the time of the lookup in ms', name.tookMs).satisfies(
        `at least ${SLOW_ANSWER_MS}, as long as the upstream DNS server takes`,
        (ms) => ms >= SLOW_ANSWER_MS,
      );
    },
  );

  behaviour(
    'dns.forwarded-large',
    'A DNS answer over 512 bytes is truncated over UDP and complete over TCP',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc7766#section-5',
      needs,
      relies: ['embedded-dns', 'upstream-dns', 'dns-over-tcp', 'egress-tcp'],
      why: 'Names with many addresses, or with long mail and key records, do not resolve in containers.',
    },
    async () => {
      const { client, resolver } = world;
      const [overUdp, overTcp] = await Promise.all([
        from(client).lookup(upstreamName('large')),
        from(client).lookup(upstreamName('large'), 'A', { over: 'TCP' }),
      ]);
      fact('the outcome of the query over UDP', overUdp.kind).is('truncated');
      const addresses = overTcp.kind === 'resolved' ? new Set(overTcp.addresses).size : overTcp.kind;
      fact('the number of addresses in the answer over TCP', addresses).is(LARGE_ANSWER_ADDRESSES);
      const queries = await from(resolver).queriesFor(upstreamName('large'));
      fact('the queries to the upstream DNS server', queries.toSorted()).is(['A over TCP', 'A over UDP']);
    },
  );

  behaviour(
    'dns.second-server',
    'The second `--dns` server is queried when the first one does not answer',
    {
      docs: 'https://github.com/moby/moby/issues/20494',
      needs,
      relies: ['embedded-dns', 'upstream-dns', 'egress-tcp'],
      why: 'One failing DNS server breaks every name in every container, although a second one was configured.',
    },
    () => expect(from(world.fallingBack).get(`http://${upstreamName('next')}`)).toBeAnsweredBy(world.resolver),
  );

  behaviour(
    'dns.internal-not-forwarded',
    'An internal network forwards no DNS queries: external names get SERVFAIL, container names resolve',
    {
      docs: 'https://github.com/moby/moby/security/advisories/GHSA-mq39-4gv4-mvpx',
      needs,
      relies: ['alias', 'embedded-dns', 'upstream-dns', 'internal', 'egress-tcp'],
      controlsRely: ['inspect-address'],
      why: 'Data leaves a network that was cut off on purpose, hidden in DNS queries (CVE-2024-29018).',
    },
    async () => {
      const { inside, resolver } = world;
      const [name, own, byAddress, outward] = await Promise.all([
        from(inside).lookup(upstreamName('leak'), 'A', { withinMs: LOOKUP_TIMEOUT_MS }),
        from(inside).get('http://inside'),
        from(inside).get(inside.url),
        from(world.client).get(`http://${upstreamName('outward')}`),
      ]);
      await expect(name).toBeUnresolved({ control: byAddress, answeredBy: inside }, 'SERVFAIL');
      await expect(own).toBeAnsweredBy(inside);
      await expect(outward).toBeAnsweredBy(resolver);
      fact(
        'the queries to the upstream DNS server for the external name',
        await from(resolver).queriesFor(upstreamName('leak')),
      ).is([]);
    },
  );

  behaviour(
    'dns.internal-connected',
    'A container on both an internal and an ordinary network resolves external names',
    {
      docs: 'https://github.com/moby/moby/pull/47538',
      needs,
      relies: ['connect', 'embedded-dns', 'upstream-dns', 'egress-tcp'],
      why: 'Proxies between an internal network and the outside cannot resolve external names.',
    },
    async () => {
      const { inside, bridgenetwork, resolver } = world;
      await inside.connect(bridgenetwork);
      await using _ = restoring(() => inside.disconnect(bridgenetwork));
      await expect(from(inside).get(`http://${upstreamName('connected')}`)).toBeAnsweredBy(resolver);
    },
  );
});
