import {
  LARGE_ANSWER_ADDRESSES,
  POINTED_TO,
  SLOW_ANSWER_MS,
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
const needs = ['root-on-engine-host'] as const;

/** What a person waits for a name; libc waits for 5 s until it asks again. */
const PATIENCE_MS = 3_000;

describe('containers whose names are answered by a resolver outside of the engine', () => {
  const world = scenario(({ network, nginx, neighbour }) => {
    const resolver = neighbour();
    const bridgenetwork = network({ driver: 'bridge' });
    const internalnetwork = network({ driver: 'bridge', internal: true });
    return {
      resolver,
      bridgenetwork,
      internalnetwork,
      asker: nginx({ on: bridgenetwork, alias: 'asker', dns: [resolver] }),
      // nobody listens at the first address, which is one of the container's own loopback
      fallingBack: nginx({ on: bridgenetwork, dns: ['127.127.127.1', resolver] }),
      inside: nginx({ on: internalnetwork, alias: 'inside', dns: [resolver] }),
    };
  });

  /** That the asker gets to the resolver's host. */
  const isThere = () => ({ whereas: from(world.asker).get(world.resolver.url), isAnsweredBy: world.resolver });

  /** What the resolver says of a name comes to the container as it is, and only after it was asked. */
  const isPassedOn = async (label: string, reason: 'NXDOMAIN' | 'NODATA' | 'SERVFAIL', type?: 'A' | 'AAAA') => {
    await expect(from(world.asker).lookup(outside(label), type)).toBeUnresolved(isThere(), reason);
    const asked = await from(world.resolver).asked(outside(label));
    fact('how the resolver was asked for it', [...new Set(asked)]).is([`${type ?? 'A'} over UDP`]);
  };

  behaviour('names.forwarded', 'a name that no container has is forwarded to --dns', { docs, needs }, async () => {
    const { asker, resolver } = world;
    await expect(from(asker).get(`http://${outside('page')}`)).toBeAnsweredBy(resolver);
    await expect(from(asker).lookup(outside('forwarded'))).toResolveTo(resolver);
    fact('how the resolver was asked', await from(resolver).asked(outside('forwarded'))).is(['A over UDP']);
  });

  behaviour(
    'names.not-forwarded',
    'the name of a container is asked nowhere else, whatever is asked of it',
    { docs: 'https://github.com/moby/moby/issues/45553', needs },
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

  behaviour('names.forwarded-unknown', 'NXDOMAIN of the resolver is passed on', { docs, needs }, () =>
    isPassedOn('unknown', 'NXDOMAIN'),
  );
  behaviour('names.forwarded-no-other-family', 'NODATA of the resolver is passed on', { docs, needs }, () =>
    isPassedOn('only-ipv4', 'NODATA', 'AAAA'),
  );
  behaviour('names.forwarded-failing', 'SERVFAIL of the resolver is passed on', { docs, needs }, () =>
    isPassedOn('failing', 'SERVFAIL'),
  );

  behaviour(
    'names.forwarded-refusing',
    'where the resolver refuses to answer, the name has no address',
    { docs, needs },
    async () => {
      const name = await from(world.asker).lookup(outside('refusing'));
      await expect(name).toBeUnresolved(isThere());
      fact('it is an answer, and no silence', name.kind === 'unresolved' && name.reason).isNot('no answer');
    },
  );

  behaviour('names.forwarded-slow', 'an answer that takes a second is waited for', { docs, needs }, async () => {
    const name = await from(world.asker).lookup(outside('slow'));
    await expect(name).toResolveTo(world.resolver);
    fact(`it took ${name.tookMs} ms, no less than the resolver`, name.tookMs >= SLOW_ANSWER_MS).is(true);
  });

  behaviour(
    'names.forwarded-large',
    'what does not fit into a datagram is truncated, and whole over TCP',
    { docs: 'https://www.rfc-editor.org/rfc/rfc7766#section-5', needs },
    async () => {
      const { asker, resolver } = world;
      const [overUdp, overTcp] = await Promise.all([
        from(asker).lookup(outside('large')),
        from(asker).lookup(outside('large'), 'A', { over: 'TCP' }),
      ]);
      fact('the answer over UDP', overUdp.kind).is('truncated');
      const addresses = overTcp.kind === 'resolved' ? new Set(overTcp.addresses).size : overTcp.kind;
      fact('how many addresses the answer over TCP has', addresses).is(LARGE_ANSWER_ADDRESSES);
      const asked = await from(resolver).asked(outside('large'));
      fact('how the resolver was asked', asked.toSorted()).is(['A over TCP', 'A over UDP']);
    },
  );

  behaviour(
    'names.forwarded-reverse',
    'the address of no container is forwarded as well',
    { docs, needs },
    async () => {
      const name = await from(world.asker).reverse('192.0.2.1');
      fact('the names of 192.0.2.1', name.kind === 'named' ? name.names : name.kind).is([POINTED_TO]);
    },
  );

  behaviour(
    'names.next-resolver',
    'where the first --dns does not answer, the next one is asked',
    { docs: 'https://github.com/moby/moby/issues/20494', needs },
    () => expect(from(world.fallingBack).get(`http://${outside('next')}`)).toBeAnsweredBy(world.resolver),
  );

  behaviour(
    'names.internal-not-forwarded',
    'from an internal network nothing is forwarded: SERVFAIL, while its own names resolve',
    { docs: 'https://github.com/moby/moby/security/advisories/GHSA-mq39-4gv4-mvpx', needs },
    async () => {
      const { inside, resolver } = world;
      const [name, own, byAddress, outward] = await Promise.all([
        from(inside).lookup(outside('leak'), 'A', { withinMs: PATIENCE_MS }),
        from(inside).get('http://inside'),
        from(inside).get(inside.url),
        from(world.asker).get(`http://${outside('outward')}`),
      ]);
      await expect(name).toBeUnresolved({ whereas: byAddress, isAnsweredBy: inside }, 'SERVFAIL');
      await expect(own).toBeAnsweredBy(inside);
      await expect(outward).toBeAnsweredBy(resolver);
      fact('how the resolver was asked for it', await from(resolver).asked(outside('leak'))).is([]);
    },
  );
});
