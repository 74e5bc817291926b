import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  scenario,
  upstreamName,
  LARGE_ANSWER_ADDRESSES,
  MEDIUM_ANSWER_ADDRESSES,
  SLOW_ANSWER_MS,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#dns-services';

/** A container queries the LAN host: the engine masquerades, and its host forwards. */
const needs = ['lan-host', 'engine-firewall', 'ip-forwarding'] as const;

describe('Upstream DNS servers that are slow, send large answers or are missing', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const resolver = lanHost();
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      resolver,
      bridgenetwork,
      client: nginx({ on: bridgenetwork, dns: [resolver] }),
      // the first address is on the container's loopback interface, where no server listens
      fallingBack: nginx({ on: bridgenetwork, dns: ['127.127.127.1', resolver] }),
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
      const [name, bySystem] = await Promise.all([
        from(world.client).lookup(upstreamName('slow')),
        from(world.client).systemLookup(upstreamName('slow')),
      ]);
      await expect(name).toResolveTo(world.resolver);
      await expect(bySystem).toResolveTo(world.resolver);
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
    'dns.forwarded-edns-large',
    'An external name whose answer has over 512 bytes resolves for clients with EDNS',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc6891#section-6.2.3',
      needs,
      relies: ['embedded-dns', 'upstream-dns', 'edns', 'egress-udp'],
      why: 'Programs in Go, systemd-resolved and `dig` wait for names with many addresses, or with long records.',
    },
    async () => {
      const { client } = world;
      const query = (over: 'UDP' | 'TCP') => from(client).lookup(upstreamName('medium'), 'A', { over, edns: true });
      const overUdp = await query('UDP');
      // an engine may have a smaller limit, if it says so
      const whole = overUdp.kind === 'truncated' ? await query('TCP') : overUdp;
      const addresses = whole.kind === 'resolved' ? new Set(whole.addresses).size : whole.kind;
      fact('the number of addresses in the answer', addresses).is(MEDIUM_ANSWER_ADDRESSES);
    },
  );

  behaviour(
    'dns.second-server',
    'The second `--dns` server is queried when no server listens at the first one',
    {
      docs: 'https://github.com/moby/moby/issues/20494',
      needs,
      relies: ['embedded-dns', 'upstream-dns', 'every-dns-server', 'egress-tcp'],
      why: 'One failing DNS server breaks every name in every container, although a second one was configured.',
    },
    async () => {
      const { fallingBack, resolver } = world;
      const [page, bySystem] = await Promise.all([
        from(fallingBack).get(`http://${upstreamName('next')}`),
        from(fallingBack).systemLookup(upstreamName('next')),
      ]);
      await expect(page).toBeAnsweredBy(resolver, { at: resolver.address });
      await expect(bySystem).toResolveTo(resolver);
    },
  );
});
