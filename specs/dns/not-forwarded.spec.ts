import {
  FORWARDED_TYPES,
  behaviour,
  describe,
  expect,
  expectNamesResolve,
  expectingNoAnswer,
  fact,
  from,
  nonEmpty,
  restoring,
  reverseName,
  scenario,
  upstreamName,
} from '../../helpers/behaviour/index.ts';

/** Shorter than the 5 s after which libc repeats a query. */
const within = { withinMs: 3_000 } as const;

/** A container queries the LAN host: the engine masquerades, and its host forwards. */
const needs = ['lan-host', 'engine-firewall', 'ip-forwarding'] as const;

describe('An upstream DNS server, and containers on an ordinary and an internal network', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const resolver = lanHost();
    const bridgenetwork = network({ driver: 'bridge' });
    const internalnetwork = network({ driver: 'bridge', internal: true });
    return {
      resolver,
      bridgenetwork,
      internalnetwork,
      client: nginx({ on: bridgenetwork, alias: ['client', 'records'], hostname: 'webhost', dns: [resolver] }),
      inside: nginx({ on: internalnetwork, alias: 'inside', dns: [resolver] }),
    };
  });

  behaviour(
    'dns.not-forwarded',
    "Queries for a container's A, AAAA, MX and PTR records are never forwarded upstream",
    {
      docs: 'https://github.com/moby/moby/issues/45553',
      needs,
      relies: [
        'alias',
        'container-name',
        'hostname',
        'embedded-dns',
        'embedded-dns-tcp',
        'upstream-dns',
        'egress-udp',
        'inspect-address',
      ],
      controlsRely: ['egress-tcp'],
      why: 'The names of a private network leak to an upstream DNS server, which may even answer them.',
    },
    async () => {
      const { client, resolver, bridgenetwork } = world;
      const { engineName, shortId } = client;
      const others = [engineName, 'webhost', shortId, `${engineName}.${bridgenetwork.engineName}`];
      const pointer = reverseName(client.address);
      const [mail, overTcp, outward] = await Promise.all([
        from(client).lookup('client', 'MX'),
        from(client).lookup('client', 'A', { over: 'TCP' }),
        from(client).lookup(upstreamName('outward')),
        from(client).lookup(pointer, 'PTR'),
        expectNamesResolve(client, ['client', ...others], client),
      ]);
      // https://github.com/moby/libnetwork/issues/2026
      await expect(mail).toHaveNoData();
      await expect(overTcp).toResolveTo(client);
      await expect(outward).toResolveTo(resolver);
      const queriesFor = async (name: string) => (await from(resolver).queriesFor(name)).toSorted();
      const [own, reverse, other] = await Promise.all(['client', pointer, upstreamName('outward')].map(queriesFor));
      fact('the queries to the upstream DNS server for an external name', other).is(['A over UDP']);
      fact('the queries to the upstream DNS server for the name client', own).is([]);
      fact("the queries to the upstream DNS server for the client's IP address", reverse).is([]);
      // those of other types are forwarded
      const ofOthers = (await Promise.all(others.map(queriesFor))).flat().filter((how) => /^(A|AAAA) /.test(how));
      fact("the queries to the upstream DNS server for the client's other names", ofOthers).is([]);
    },
  );

  behaviour(
    'dns.other-types-forwarded',
    'TXT and CNAME queries are forwarded upstream, even for the name of a container',
    {
      docs: 'https://docs.docker.com/engine/network/dns/#names-the-embedded-dns-server-resolves-itself',
      needs,
      relies: ['alias', 'every-alias', 'embedded-dns', 'upstream-dns', 'inspect-address'],
      controlsRely: ['egress-tcp'],
      why: 'Records for mail and certificates, which only a real DNS server has, are missing in containers.',
    },
    async () => {
      const { client, resolver } = world;
      // an alias of its own: where its addresses are forwarded as well, the queries are those of this behaviour alone
      const [address, ...others] = await Promise.all([
        from(client).lookup('records'),
        ...(['TXT', 'CNAME'] as const).map((type) => from(client).lookup('records', type)),
      ]);
      await expect(address).toResolveTo(client);
      const isUp = { control: from(client).get(resolver.url), answeredBy: resolver };
      for (const other of nonEmpty('the other types', others)) await expect(other).toBeUnresolved(isUp, 'NXDOMAIN');
      const queries = await from(resolver).queriesFor('records');
      fact("the queries upstream for the container's name", queries.toSorted()).is(['CNAME over UDP', 'TXT over UDP']);
    },
  );

  behaviour(
    'dns.internal-not-forwarded',
    'On an internal network, external names get SERVFAIL, and no DNS query for them is forwarded',
    {
      docs: 'https://github.com/moby/moby/security/advisories/GHSA-mq39-4gv4-mvpx',
      needs,
      relies: ['alias', 'embedded-dns', 'upstream-dns', 'internal', 'egress-tcp'],
      controlsRely: ['inspect-address'],
      why: 'Data leaves a network that was cut off on purpose, hidden in DNS queries (CVE-2024-29018).',
    },
    async () => {
      const { inside, resolver } = world;
      const [byAddress, outward, bySystem, ...names] = await Promise.all([
        from(inside).get(inside.url),
        from(world.client).get(`http://${upstreamName('ordinary')}`),
        from(inside).systemLookup(upstreamName('leak'), within),
        ...FORWARDED_TYPES.map((type) => from(inside).lookup(upstreamName('leak'), type)),
      ]);
      const alive = { control: byAddress, answeredBy: inside };
      for (const name of nonEmpty('the types of queries', names)) await expect(name).toBeUnresolved(alive, 'SERVFAIL');
      await expect(bySystem).toBeUnresolved(alive);
      await expectNamesResolve(inside, ['inside'], inside);

      await expect(outward).toBeAnsweredBy(resolver, { at: resolver.address });
      const queries = await from(resolver).queriesFor(upstreamName('ordinary'));
      fact('the queries to the upstream DNS server from an ordinary network', queries).includes('A over UDP');
      const leaked = await from(resolver).queriesFor(upstreamName('leak'));
      fact('the queries to the upstream DNS server from the internal network', leaked).is([]);
    },
  );

  behaviour(
    'dns.internal-connected',
    'A container on an internal network resolves external names only while it is on an ordinary one as well',
    {
      docs: 'https://github.com/moby/moby/pull/47538',
      needs,
      relies: ['connect', 'embedded-dns', 'upstream-dns', 'egress-tcp'],
      why: 'Proxies between an internal network and the outside cannot resolve external names.',
    },
    async () => {
      const { inside, client, bridgenetwork, resolver } = world;
      await inside.connect(bridgenetwork);
      {
        await using _ = restoring(() => inside.disconnect(bridgenetwork));
        const [page, bySystem] = await Promise.all([
          from(inside).get(`http://${upstreamName('connected')}`),
          from(inside).systemLookup(upstreamName('connected')),
        ]);
        await expect(page).toBeAnsweredBy(resolver, { at: resolver.address });
        await expect(bySystem).toResolveTo(resolver);
      }
      const [byAddress, out, name, control] = await Promise.all([
        from(inside).get(inside.url),
        from(inside).reach(resolver, expectingNoAnswer),
        from(inside).lookup(upstreamName('left'), 'A', within),
        from(client).reach(resolver),
      ]);
      await expect(out).toBeClosed({ control });
      await expect(name).toBeUnresolved({ control: byAddress, answeredBy: inside });
      const leaked = await from(resolver).queriesFor(upstreamName('left'));
      fact('the queries to the upstream DNS server once the ordinary network is left', leaked).is([]);
    },
  );
});
