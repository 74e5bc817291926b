import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  restoring,
  scenario,
  upstreamName,
  UPSTREAM_DOMAIN,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#dns-services';

/** A container queries the LAN host: the engine masquerades, and its host forwards. */
const needs = ['lan-host', 'engine-firewall', 'ip-forwarding'] as const;

/** A domain in which the upstream DNS server has no names. */
const EMPTY_DOMAIN = 'empty.test';

describe('Containers with DNS options', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const resolver = lanHost();
    const [bridgenetwork, other] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    // without them, the engine copies the options of the user's resolv.conf
    const search = {
      on: bridgenetwork,
      dns: [resolver],
      dnsSearch: [EMPTY_DOMAIN, UPSTREAM_DOMAIN],
      dnsOption: ['timeout:4', 'ndots:0'],
    };
    return {
      resolver,
      bridgenetwork,
      other,
      searching: nginx(search),
      searchingFirst: nginx({ ...search, dnsOption: ['timeout:4', 'ndots:2'], alias: ['other', 'with.dot'] }),
      onDefault: nginx({ dns: [resolver], dnsSearch: UPSTREAM_DOMAIN, dnsOption: 'ndots:0' }),
    };
  });

  behaviour(
    'dns.search-domain',
    'An unqualified name resolves in each `--dns-search` domain, also after a restart and once connected',
    {
      docs,
      needs,
      relies: ['dns-search', 'embedded-dns', 'upstream-dns', 'egress-tcp', 'connect'],
      why: 'Short names of company hosts work on the machine but not in containers.',
    },
    async () => {
      const { searching, onDefault, resolver, other } = world;
      const [page, name, onDefaultBridge] = await Promise.all([
        from(searching).get('http://searched'),
        from(searching).systemLookup('searched'),
        from(onDefault).systemLookup('searched'),
      ]);
      await expect(page).toBeAnsweredBy(resolver, { at: resolver.address });
      await expect(name).toResolveTo(resolver);
      await expect(onDefaultBridge).toResolveTo(resolver);
      await Promise.all([searching.restart(), onDefault.restart()]);
      const [again, onDefaultAgain] = await Promise.all([
        from(searching).systemLookup('searched'),
        from(onDefault).systemLookup('searched'),
      ]);
      await expect(again).toResolveTo(resolver);
      await expect(onDefaultAgain).toResolveTo(resolver);
      await searching.connect(other);
      await using _ = restoring(() => searching.disconnect(other));
      await expect(from(searching).systemLookup('searched')).toResolveTo(resolver);
      const queries = await from(resolver).queriesFor(upstreamName('searched'));
      fact(`the queries to the upstream DNS server for ${upstreamName('searched')}`, queries).includes('A over UDP');
    },
  );

  behaviour(
    'dns.container-before-search',
    "A container's name takes precedence over the same name in the search domain",
    {
      docs: 'https://github.com/moby/libnetwork/pull/2065',
      needs,
      relies: ['alias', 'embedded-dns', 'upstream-dns', 'peers', 'egress-tcp', 'inspect-address'],
      why: "Connections to the project's own db reach a company host that is called db as well.",
    },
    async () => {
      const { searching, searchingFirst, resolver } = world;
      const [byName, bySystem, inDomain] = await Promise.all([
        from(searching).get('http://other'),
        from(searching).systemLookup('other'),
        from(searching).get(`http://${upstreamName('other')}`),
      ]);
      await expect(byName).toBeAnsweredBy(searchingFirst, { at: searchingFirst.address });
      await expect(bySystem).toResolveTo(searchingFirst);
      // the search domain has that name, too
      await expect(inDomain).toBeAnsweredBy(resolver, { at: resolver.address });
    },
  );

  behaviour(
    'dns.ndots',
    '`--dns-option ndots:2` resolves a name with one dot in the search domain first, also after a restart',
    {
      docs: 'https://github.com/moby/moby/issues/26039',
      needs,
      relies: [
        'alias',
        'every-alias',
        'dns-search',
        'dns-options',
        'embedded-dns',
        'upstream-dns',
        'peers',
        'egress-tcp',
        'inspect-address',
      ],
      why: 'Names that are abbreviated within a long search domain, as in Kubernetes, resolve to the wrong host or not at all.',
    },
    async () => {
      const { searching, searchingFirst, resolver } = world;
      const [without, withNdots, systemWithout, systemWithNdots] = await Promise.all([
        from(searching).get('http://with.dot'),
        from(searchingFirst).get('http://with.dot'),
        from(searching).systemLookup('with.dot'),
        from(searchingFirst).systemLookup('with.dot'),
      ]);
      await expect(without).toBeAnsweredBy(searchingFirst, { at: searchingFirst.address });
      await expect(systemWithout).toResolveTo(searchingFirst);
      await expect(withNdots).toBeAnsweredBy(resolver, { at: resolver.address });
      await expect(systemWithNdots).toResolveTo(resolver);
      await searchingFirst.restart();
      await expect(from(searchingFirst).systemLookup('with.dot')).toResolveTo(resolver);
    },
  );

  behaviour(
    'dns.default-bridge',
    'Containers on the default bridge query the `--dns` server directly',
    {
      docs,
      needs,
      relies: [
        'default-bridge',
        'upstream-dns',
        'docker0-address',
        'docker0-traffic',
        'docker0-route',
        'docker0-egress',
      ],
      why: 'Containers query another DNS server than the configured one, and get different answers.',
    },
    async () => {
      const { onDefault, resolver } = world;
      const [page, name, bySystem] = await Promise.all([
        from(onDefault).get(`http://${upstreamName('direct')}`),
        from(onDefault).lookup(upstreamName('direct')),
        from(onDefault).systemLookup(upstreamName('direct')),
      ]);
      await expect(page).toBeAnsweredBy(resolver, { at: resolver.address });
      await expect(name).toResolveTo(resolver);
      await expect(bySystem).toResolveTo(resolver);
      fact("the DNS server in the container's resolv.conf", name.kind === 'resolved' && name.resolver).is(
        resolver.address,
      );
    },
  );
});
