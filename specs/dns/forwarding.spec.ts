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

describe('a container, and a resolver that the engine forwards to', () => {
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
    'a name that no container has is forwarded to --dns',
    { docs, needs, why: 'Containers do not reach anything by name that is not a container.' },
    async () => {
      const { asker, resolver } = world;
      await expect(from(asker).get(`http://${outside('page')}`)).toBeAnsweredBy(resolver);
      await expect(from(asker).lookup(outside('forwarded'))).toResolveTo(resolver);
      fact('how the resolver was asked', await from(resolver).asked(outside('forwarded'))).is(['A over UDP']);
    },
  );

  behaviour(
    'dns.not-forwarded',
    'the name of a container is asked nowhere else, whatever is asked of it',
    {
      docs: 'https://github.com/moby/moby/issues/45553',
      needs,
      why: 'The names of a private network are told to a resolver outside, which may answer them.',
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
    'NXDOMAIN of the resolver is passed on',
    { docs, needs, why: 'A client waits for a name that is known not to exist.' },
    () => isPassedOn('unknown', 'NXDOMAIN'),
  );

  behaviour(
    'dns.forwarded-nodata',
    'NODATA of the resolver is passed on',
    {
      docs,
      needs,
      why: 'A client takes a name for unknown that has an address of the other family.',
    },
    () => isPassedOn('only-ipv4', 'NODATA', 'AAAA'),
  );

  behaviour(
    'dns.forwarded-servfail',
    'SERVFAIL of the resolver is passed on',
    {
      docs,
      needs,
      why: 'A client takes a resolver that is out of order for the word that there is no such name, and remembers it.',
    },
    () => isPassedOn('failing', 'SERVFAIL'),
  );

  behaviour(
    'dns.forwarded-refused',
    'where the resolver refuses to answer, the name has no address',
    { docs, needs, why: 'A client waits for an answer that has long been given.' },
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
    'the address of no container is forwarded as well',
    {
      docs,
      needs,
      why: 'Logs and mail servers in containers do not learn the names of the clients that connect to them.',
    },
    async () => {
      const name = await from(world.asker).reverse('192.0.2.1');
      fact('the names of 192.0.2.1', name.kind === 'named' ? name.names : name.kind).is([POINTED_TO]);
    },
  );
});
