import {
  POINTED_TO,
  behaviour,
  describe,
  expect,
  fact,
  from,
  outside,
  scenario,
} from '../../helpers/behaviour/index.ts';

/** "The embedded DNS server forwards external DNS lookups to the DNS servers configured." */
const docs = 'https://docs.docker.com/engine/network/#dns-services';

/** The LAN host is asked by a container: the engine masquerades it, and its host forwards. */
const needs = ['root-on-engine-host', 'engine-firewall', 'ip-forwarding'] as const;

describe('A container with an upstream DNS server', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const resolver = lanHost();
    const bridgenetwork = network({ driver: 'bridge' });
    return {
      resolver,
      bridgenetwork,
      asker: nginx({ on: bridgenetwork, alias: 'asker', dns: [resolver] }),
    };
  });

  /** That the asker gets to the resolver's host. */
  const isThere = () => ({ control: from(world.asker).get(world.resolver.url), answeredBy: world.resolver });

  /** What the resolver says of a name comes to the container as it is, and only after it was asked. */
  const isPassedOn = async (label: string, reason: 'NXDOMAIN' | 'NODATA' | 'SERVFAIL', type?: 'A' | 'AAAA') => {
    await expect(from(world.asker).lookup(outside(label), type)).toBeUnresolved(isThere(), reason);
    const asked = await from(world.resolver).asked(outside(label));
    fact('how the resolver was asked for it', [...new Set(asked)]).is([`${type ?? 'A'} over UDP`]);
  };

  behaviour(
    'dns.forwarded',
    'Queries for names that no container has are forwarded to the `--dns` server',
    { docs, needs, why: 'Containers cannot reach anything by name except other containers.' },
    async () => {
      const { asker, resolver } = world;
      await expect(from(asker).get(`http://${outside('page')}`)).toBeAnsweredBy(resolver);
      await expect(from(asker).lookup(outside('forwarded'))).toResolveTo(resolver);
      fact('how the resolver was asked', await from(resolver).asked(outside('forwarded'))).is(['A over UDP']);
    },
  );

  behaviour(
    'dns.not-forwarded',
    "Queries for a container's name are never forwarded upstream, whatever the record type",
    {
      docs: 'https://github.com/moby/moby/issues/45553',
      needs,
      why: 'The names of a private network leak to an upstream DNS server, which may even answer them.',
    },
    async () => {
      const { asker, resolver } = world;
      const [page, otherFamily] = await Promise.all([
        from(asker).get('http://asker'),
        from(asker).lookup('asker', 'AAAA'),
      ]);
      await expect(page).toBeAnsweredBy(asker);
      await expect(otherFamily).toBeUnresolved(isThere(), 'NODATA');
      fact('how the resolver was asked for asker', await from(resolver).asked('asker')).is([]);
    },
  );

  behaviour(
    'dns.forwarded-nxdomain',
    'An upstream NXDOMAIN is passed on to the container',
    { docs, needs, why: 'Clients wait for a name that is known not to exist.' },
    () => isPassedOn('unknown', 'NXDOMAIN'),
  );

  behaviour(
    'dns.forwarded-nodata',
    'An upstream NODATA is passed on to the container',
    {
      docs,
      needs,
      why: 'Clients treat a name as unknown although it has an address of the other IP family.',
    },
    () => isPassedOn('only-ipv4', 'NODATA', 'AAAA'),
  );

  behaviour(
    'dns.forwarded-servfail',
    'An upstream SERVFAIL is passed on to the container',
    {
      docs,
      needs,
      why: 'Clients take a failing DNS server as proof that the name does not exist, and cache that.',
    },
    () => isPassedOn('failing', 'SERVFAIL'),
  );

  behaviour(
    'dns.forwarded-refused',
    'An upstream REFUSED fails the lookup with an error instead of a timeout',
    {
      docs,
      needs,
      why: 'Clients wait for an answer although the upstream DNS server has already refused to give one.',
    },
    async () => {
      const name = await from(world.asker).lookup(outside('refusing'));
      await expect(name).toBeUnresolved(isThere());
      // the engine may ask again, and say SERVFAIL or REFUSED itself
      const asked = await from(world.resolver).asked(outside('refusing'));
      fact('the resolver was asked', asked.includes('A over UDP')).is(true);
      fact('it is an answer, and no silence', name.kind === 'unresolved' && name.reason).isNot('no answer');
    },
  );

  behaviour(
    'dns.forwarded-reverse',
    'Reverse lookups of unknown addresses are forwarded upstream',
    {
      docs,
      needs,
      why: 'Logs and mail servers in containers cannot resolve the addresses of their clients to names.',
    },
    async () => {
      const name = await from(world.asker).reverse('192.0.2.1');
      fact('the names of 192.0.2.1', name.kind === 'named' ? name.names : name.kind).is([POINTED_TO]);
    },
  );
});
