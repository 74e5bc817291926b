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

describe('containers that are told how to find names', () => {
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
    'a name that nobody has is looked for in the domain of --dns-search',
    {
      docs,
      needs,
      why: "Short names of the company's own hosts, which work on the machine, do not work in containers.",
    },
    async () => {
      const { searching, resolver } = world;
      await expect(from(searching).get('http://searched')).toBeAnsweredBy(resolver);
      const asked = await from(resolver).asked(outside('searched'));
      fact(`the resolver was asked for ${outside('searched')}`, asked.includes('A over UDP')).is(true);
    },
  );

  behaviour(
    'dns.container-before-search',
    "the network's own names come before those of the domain",
    {
      docs: 'https://github.com/moby/libnetwork/pull/2065',
      needs,
      why: "A host of the company called db is reached in the place of the project's own db.",
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
    'with --dns-option ndots:2, a name with one dot is looked for in the domain first',
    {
      docs: 'https://github.com/moby/moby/issues/26039',
      needs,
      why: 'Names that are short for a long domain, as Kubernetes has them, lead elsewhere or nowhere.',
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
    'a name of --add-host leads to its address, for this one container',
    { docs: hosts, why: 'A test double or a host without DNS is not reached by the name that was given to it.' },
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
    "--add-host with host-gateway leads to the engine's host",
    {
      docs: hosts,
      needs: ['engine-on-this-machine', 'host-accepts-containers', 'default-bridge'],
      why: "Containers do not reach a program on the machine itself, which is how a developer's database or debugger is used.",
    },
    async () => {
      const { searching, onHost } = world;
      await expect(from(searching).get(`http://thehost:${onHost.port}`)).toBeAnsweredBy(onHost);
    },
  );

  behaviour(
    'names.default-bridge-by-address',
    'on the default bridge a container is reached by its address, and by none of its names',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/',
      needs: ['default-bridge-icc'],
      why: 'Users wait for names that the default bridge never gives, or rely on names that go with the next engine.',
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
    'on the default bridge --dns is what a container asks itself',
    {
      docs,
      needs,
      why: 'A container asks another resolver than the one that it was given, and gets other answers.',
    },
    async () => {
      const { plain, resolver } = world;
      const [page, name] = await Promise.all([
        from(plain).get(`http://${outside('direct')}`),
        from(plain).lookup(outside('direct')),
      ]);
      await expect(page).toBeAnsweredBy(resolver);
      fact('the resolver that its resolv.conf names', name.kind === 'resolved' && name.resolver).is(resolver.address);
    },
  );
});
