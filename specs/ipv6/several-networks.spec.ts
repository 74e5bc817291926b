import {
  behaviour,
  describe,
  expect,
  fact,
  from,
  fromEngineHost,
  networkOfDefaultRoute,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';
import { firstAddressOf, namesOverlap } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/engine/network/#connecting-to-multiple-networks';

/** "… endpoints are lexicographically sorted based on their network name, and the one that sorts first is picked." */
const api = 'https://docs.docker.com/reference/api/engine/version/v1.48/#tag/Network/operation/NetworkConnect';

const needs = ['ipv6'] as const;

describe('Containers on several networks with IPv6, one of them internal', () => {
  const world = scenario(({ network, nginx, attempt }) => {
    // by their names, in this order
    const [alpha, apart, omega] = [
      network({ driver: 'bridge', ipv6: true }),
      network({ driver: 'bridge', ipv6: true, internal: true }),
      network({ driver: 'bridge', ipv6: true }),
    ];
    return {
      alpha,
      apart,
      omega,
      passing: network({ driver: 'bridge', ipv6: true }),
      overlapping: attempt(network({ driver: 'bridge', ipv6: alpha })),
      equal: nginx({ on: omega, alsoOn: [{ on: alpha }] }),
      inside: nginx({ on: omega, alsoOn: [{ on: apart }] }),
      graded: nginx({ on: alpha, alsoOn: [{ on: omega, gwPriority: 1 }] }),
    };
  });

  const networkOf = (container: typeof world.equal) =>
    networkOfDefaultRoute(container, [world.alpha, world.apart, world.omega], 6);

  behaviour(
    'ipv6.default-route-first-by-name',
    'Of several networks with IPv6 and the same gateway priority, the first by name has the IPv6 default route',
    {
      docs: api,
      needs,
      relies: ['connect', 'default-route-ipv6'],
      why: 'IPv6 packets to other hosts leave by a network that depends on the order in which it was connected.',
    },
    async () => {
      fact('the network with the IPv6 default route', await networkOf(world.equal)).is('alpha');
    },
  );

  behaviour(
    'ipv6.default-route-by-priority',
    'The network with the highest `gw-priority` has the IPv6 default route',
    {
      docs,
      needs,
      relies: ['connect', 'disconnect', 'gateway-priority', 'default-route-ipv6'],
      why: 'A container sends its IPv6 packets into the intranet, and those of IPv4 to the Internet.',
    },
    async () => {
      const { graded, omega } = world;
      fact('the network with the IPv6 default route', await networkOf(graded)).is('omega');
      await graded.disconnect(omega);
      await using _ = restoring(() => graded.connect(omega, { gwPriority: 1 }));
      fact('the network with the IPv6 default route, without the one of priority 1', await networkOf(graded)).is(
        'alpha',
      );
    },
  );

  behaviour(
    'ipv6.default-route-never-internal',
    'A container on an internal and an ordinary network has its IPv6 default route on the ordinary one',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/create/#internal',
      needs,
      relies: ['connect', 'internal', 'default-route-ipv6'],
      why: 'A container that is connected to an internal network for its database loses all other hosts over IPv6.',
    },
    async () => {
      const { inside, apart } = world;
      fact('the IPv6 addresses', await from(inside).addresses6()).includes(inside.address6On(apart));
      fact('the network with the IPv6 default route', await networkOf(inside)).is('omega');
    },
  );

  behaviour(
    'ipv6.overlap-refused',
    'A network with the IPv6 subnet of another network is refused',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/create/#specify-advanced-options',
      needs,
      relies: ['overlap-refused'],
      controlsRely: ['peers-ipv6', 'connect'],
      why: 'Two networks share IPv6 addresses: packets for a container of one reach a container of the other, or nobody.',
    },
    async () => {
      const { overlapping, equal, graded, alpha } = world;
      const answer = overlapping.kind === 'refused' ? overlapping.message : overlapping.kind;
      fact("the engine's answer to a second network with that subnet", answer).satisfies(
        'a refusal that names the overlap',
        namesOverlap,
      );
      await expect(from(graded).get(`http://[${equal.address6On(alpha)}]`)).toBeAnsweredBy(equal);
    },
  );

  behaviour(
    'ipv6.removed-leaves-nothing',
    'A removed network leaves no IPv6 address on the host',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/rm/',
      needs: ['ipv6', 'visible-bridges'],
      relies: ['connect', 'bridge-gateway'],
      controlsRely: ['disconnect'],
      why: 'A later network in the same subnet is not reached, because the host has its gateway on another interface.',
    },
    async () => {
      const { passing, equal } = world;
      const gateway = firstAddressOf(passing);
      const interfacesOfGateway = async () =>
        (await fromEngineHost.addresses()).filter(({ address }) => address === gateway).map((found) => found.interface);
      await equal.connect(passing);
      fact('the number of interfaces with the address of the gateway', (await interfacesOfGateway()).length).is(1);
      await equal.disconnect(passing);
      await passing.remove();
      fact('the interfaces with that address after its removal', await interfacesOfGateway()).is([]);
    },
  );
});
