import {
  behaviour,
  clientAddress,
  describe,
  expect,
  expectNamesResolve,
  fact,
  from,
  networkOfDefaultRoute,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#connecting-to-multiple-networks';
const internalDocs = 'https://docs.docker.com/reference/cli/docker/network/create/#internal';

/** Some engines lose the default route at every other start. */
const STARTS = 3;

describe('Containers on two networks, one of them internal, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost, attempt }) => {
    const [alpha, beta] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    // by its name, it comes before beta
    const apart = network({ driver: 'bridge', internal: true });
    return {
      alpha,
      beta,
      apart,
      near: nginx({ on: alpha }),
      both: nginx({ on: beta, alsoOn: [{ on: alpha }] }),
      inside: nginx({ on: beta, alsoOn: [{ on: apart }] }),
      created: attempt(nginx({ on: alpha, alias: 'first', alsoOn: [{ on: beta, alias: 'second', atCreate: true }] })),
      lanHost: lanHost(),
    };
  });

  behaviour(
    'gateway.two-at-create',
    'A container created on two networks has an address and its aliases on each',
    {
      docs,
      needs: ['networks-at-create'],
      relies: ['alias', 'embedded-dns', 'peers', 'inspect-address'],
      why: 'A proxy starts before it is on its second network, and fails because the services there do not resolve.',
    },
    async () => {
      const { created, near, inside, alpha, beta } = world;
      if (created.kind !== 'running') return fact('the refusal by the engine', created.message).is('none');
      const { container } = created;
      const [onAlpha, onBeta] = [alpha, beta].map((network) => ({
        name: `created on ${network.name}`,
        address: container.addressOn(network),
      }));
      await Promise.all([
        expectNamesResolve(near, ['first', container.engineName], container, onAlpha),
        expectNamesResolve(inside, ['second', container.engineName], container, onBeta),
      ]);
    },
  );

  behaviour(
    'gateway.direct',
    'A container on two networks reaches the peers of each by that network, with its address there',
    {
      docs,
      relies: ['connect', 'peers', 'peer-address', 'inspect-address'],
      why: 'Requests to a peer leave by the default gateway, and the peer sees the address of another network, or nothing.',
    },
    async () => {
      const { both, near, inside, alpha, beta } = world;
      const [toNear, toInside] = await Promise.all([from(both).get(near.url), from(both).get(inside.url)]);
      await expect(toNear).toBeAnsweredBy(near);
      await expect(toInside).toBeAnsweredBy(inside);
      fact('the client address that near sees', clientAddress(toNear)).is(both.addressOn(alpha));
      fact('the client address that inside sees', clientAddress(toInside)).is(both.addressOn(beta));
    },
  );

  behaviour(
    'gateway.fails-over',
    'Once the network with the default route is disconnected, another network has it',
    {
      docs,
      needs: ['lan-host', 'ip-forwarding'],
      relies: ['connect', 'disconnect', 'default-route', 'bridge-gateway', 'egress-tcp'],
      why: 'A container that leaves one of its networks reaches no other host until it is restarted.',
    },
    async () => {
      const { both, alpha, beta, lanHost } = world;
      const first = await networkOfDefaultRoute(both, [alpha, beta]);
      await expect(from(both).get(lanHost.url)).toBeAnsweredBy(lanHost);
      const [leaving, other] = first === 'alpha' ? [alpha, beta] : [beta, alpha];
      await both.disconnect(leaving);
      await using _ = restoring(() => both.connect(leaving));
      fact('the network with the default route', await networkOfDefaultRoute(both, [alpha, beta])).is(other.name);
      await expect(from(both).get(lanHost.url)).toBeAnsweredBy(lanHost);
    },
  );

  behaviour(
    'gateway.never-internal',
    'A container on an internal and an ordinary network has its default route on the ordinary one',
    {
      docs: internalDocs,
      relies: ['connect', 'internal', 'default-route', 'inspect-address'],
      why: 'A container that is connected to an internal network for its database loses all other hosts.',
    },
    async () => {
      const { inside, apart, beta } = world;
      fact('the IP addresses', await from(inside).addresses()).includes(inside.addressOn(apart));
      fact('the network with the default route', await networkOfDefaultRoute(inside, [apart, beta])).is('beta');
    },
  );

  behaviour(
    'gateway.internal-restarted',
    'A container on an internal and an ordinary network reaches LAN hosts after every restart',
    {
      docs: internalDocs,
      needs: ['lan-host', 'ip-forwarding'],
      relies: ['connect', 'default-route', 'bridge-gateway', 'egress-tcp', 'inspect-address'],
      why: 'Every second start of a service leaves it without a way out, and a restart repairs it by chance.',
    },
    async () => {
      const { inside, apart, lanHost } = world;
      for (let start = 1; start <= STARTS; start++) {
        await inside.restart();
        fact('the IP addresses', await from(inside).addresses()).includes(inside.addressOn(apart));
        await expect(from(inside).get(lanHost.url)).toBeAnsweredBy(lanHost);
      }
    },
  );
});
