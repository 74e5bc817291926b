import {
  OUTSIDE,
  behaviour,
  describe,
  drawnName,
  expect,
  fact,
  from,
  hostNetwork,
  namesAreUnknown,
  outside,
  pagesAreUnknown,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#dns-services';
const hosts = 'https://docs.docker.com/reference/cli/docker/container/run/#add-host';

/** Names that no DNS server of the user's knows. */
const [added, namedHost] = [drawnName('added'), drawnName('namedhost')];

/** The LAN host is asked by a container: the engine masquerades it, and its host forwards. */
const needs = ['root-on-engine-host', 'engine-firewall', 'ip-forwarding'] as const;

describe('Containers with DNS options', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const resolver = lanHost();
    const bridgenetwork = network({ driver: 'bridge' });
    // said, since options of the user's own resolv.conf would be taken otherwise
    const search = { on: bridgenetwork, dns: [resolver], dnsSearch: OUTSIDE, dnsOption: 'ndots:0' };
    return {
      resolver,
      bridgenetwork,
      searching: nginx({ ...search, addHost: { [added]: '127.0.0.1', thehost: 'host-gateway' } }),
      searchingFirst: nginx({ ...search, dnsOption: 'ndots:2', alias: ['other', 'with.dot'] }),
      plain: nginx({ dns: [resolver], dnsOption: 'ndots:0' }),
      named: nginx({ hostname: namedHost }),
      onHost: nginx({ on: hostNetwork }),
    };
  });

  behaviour(
    'dns.search-domain',
    'An unqualified name that no container has resolves in the `--dns-search` domain',
    {
      docs,
      needs,
      relies: ['dns-search', 'embedded-dns', 'upstream-dns', 'egress-tcp'],
      why: 'Short names of company hosts work on the machine but not in containers.',
    },
    async () => {
      const { searching, resolver } = world;
      await expect(from(searching).get('http://searched')).toBeAnsweredBy(resolver);
      const asked = await from(resolver).asked(outside('searched'));
      fact(`the queries to the upstream DNS server for ${outside('searched')}`, asked).satisfies(
        'A over UDP among them',
        (queries) => queries.includes('A over UDP'),
      );
    },
  );

  behaviour(
    'dns.container-before-search',
    "A container's name takes precedence over the same name in the search domain",
    {
      docs: 'https://github.com/moby/libnetwork/pull/2065',
      needs,
      relies: ['alias', 'embedded-dns', 'upstream-dns', 'peers', 'egress-tcp'],
      why: "Connections to the project's own db reach a company host that is called db as well.",
    },
    async () => {
      const { searching, searchingFirst, resolver } = world;
      const [own, searched] = await Promise.all([
        from(searching).get('http://other'),
        from(searching).get(`http://${outside('other')}`),
      ]);
      await expect(own).toBeAnsweredBy(searchingFirst);
      // the domain has that name, too
      await expect(searched).toBeAnsweredBy(resolver);
    },
  );

  behaviour(
    'dns.ndots',
    '`--dns-option ndots:2` resolves a name with one dot in the search domain first',
    {
      docs: 'https://github.com/moby/moby/issues/26039',
      needs,
      relies: ['alias', 'every-alias', 'dns-search', 'embedded-dns', 'upstream-dns', 'peers', 'egress-tcp'],
      why: 'Names that are abbreviated within a long search domain, as in Kubernetes, resolve to the wrong host or not at all.',
    },
    async () => {
      const { searching, searchingFirst, resolver } = world;
      const [without, withNdots] = await Promise.all([
        from(searching).get('http://with.dot'),
        from(searchingFirst).get('http://with.dot'),
      ]);
      await expect(without).toBeAnsweredBy(searchingFirst);
      await expect(withNdots).toBeAnsweredBy(resolver);
    },
  );

  behaviour(
    'names.add-host',
    '`--add-host` resolves a name to the given IP address in that container only',
    {
      docs: hosts,
      relies: ['add-host'],
      controlsRely: ['peers', 'inspect-address'],
      why: 'Test doubles and hosts without DNS cannot be reached by the name that the user gave them.',
    },
    async () => {
      const { searching, searchingFirst } = world;
      const page = await from(searching).get(`http://${added}`);
      await expect(page).toBeAnsweredBy(searching);
      fact('the address that answered', page.kind === 'answered' && page.address).is('127.0.0.1');
      const alive = { control: from(searchingFirst).get(searching.url), answeredBy: searching };
      await namesAreUnknown(searchingFirst, [added], alive);
    },
  );

  behaviour(
    'names.host-gateway',
    "`--add-host NAME:host-gateway` makes the engine's host reachable by that name",
    {
      docs: hosts,
      needs: ['engine-on-this-machine', 'host-accepts-containers', 'default-bridge'],
      relies: ['add-host', 'host-network', 'docker0-address', 'bridge-gateway'],
      why: "Containers cannot reach a program on the host itself, such as a developer's database or debugger.",
    },
    async () => {
      const { searching, onHost } = world;
      await expect(from(searching).get(`http://thehost:${onHost.port}`)).toBeAnsweredBy(onHost);
    },
  );

  behaviour(
    'names.default-bridge-by-address',
    'Containers on the default bridge are reachable by IP address and by none of their names',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/',
      needs: ['default-bridge-icc'],
      relies: ['default-bridge', 'docker0-peers', 'inspect-address'],
      why: 'Users wait for names that the default bridge never provides, or rely on names that the next engine does not have.',
    },
    async () => {
      const { plain, named } = world;
      const byAddress = await from(plain).get(named.url);
      await expect(byAddress).toBeAnsweredBy(named);
      await pagesAreUnknown(plain, [named.engineName, namedHost, named.shortId], {
        control: byAddress,
        answeredBy: named,
      });
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
      const { plain, resolver } = world;
      const [page, name] = await Promise.all([
        from(plain).get(`http://${outside('direct')}`),
        from(plain).lookup(outside('direct')),
      ]);
      await expect(page).toBeAnsweredBy(resolver);
      fact("the DNS server in the container's resolv.conf", name.kind === 'resolved' && name.resolver).is(
        resolver.address,
      );
    },
  );
});
