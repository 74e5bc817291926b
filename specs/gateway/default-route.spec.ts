import {
  behaviour,
  clientAddress,
  describe,
  expect,
  fact,
  from,
  lastingAddresses,
  networkOfDefaultRoute,
  reported,
  restoring,
  scenario,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#connecting-to-multiple-networks';

/** "… endpoints are lexicographically sorted based on their network name, and the one that sorts first is picked." */
const api = 'https://docs.docker.com/reference/api/engine/version/v1.48/#tag/Network/operation/NetworkConnect';

/** Some engines choose another network at every other start. */
const STARTS = 3;

describe('Containers on several networks, with and without a gateway priority', () => {
  const world = scenario(({ network, nginx, listener }) => {
    // by their names, in this order
    const [alpha, beta, omega] = [
      network({ driver: 'bridge' }),
      network({ driver: 'bridge' }),
      network({ driver: 'bridge' }),
    ];
    return {
      alpha,
      beta,
      omega,
      equal: nginx({ on: beta, alsoOn: [{ on: alpha }] }),
      process: listener({ everywhere: true }),
      graded: nginx({ on: omega, gwPriority: 1, alsoOn: [{ on: beta }, { on: alpha, gwPriority: -1 }] }),
      // its creation and a connect lower the networks that are first by name
      lowered: nginx({ on: alpha, gwPriority: -1, alsoOn: [{ on: beta, gwPriority: -1 }, { on: omega }] }),
    };
  });

  const networkOf = (container: typeof world.equal) =>
    networkOfDefaultRoute(container, [world.alpha, world.beta, world.omega]);

  behaviour(
    'gateway.first-by-name',
    'Of several networks with the same gateway priority and IP families, the first by name has the default route',
    {
      docs: api,
      relies: ['connect', 'default-route'],
      controlsRely: ['disconnect'],
      why: 'Packets to other hosts leave by a network that depends on the order in which the container was connected.',
    },
    async () => {
      const { equal, omega } = world;
      fact('the network with the default route', await networkOf(equal)).is('alpha');
      await equal.connect(omega);
      await using _ = restoring(() => equal.disconnect(omega));
      fact('the network with the default route while omega is connected', await networkOf(equal)).is('alpha');
    },
  );

  behaviour(
    'gateway.highest-priority',
    'The network with the highest `gw-priority` has the default route, and a negative one comes last',
    {
      docs,
      relies: ['connect', 'disconnect', 'gateway-priority', 'default-route'],
      why: 'A container on an intranet and a perimeter network sends its requests to the Internet into the intranet.',
    },
    async () => {
      const { graded, omega } = world;
      fact('the network with the default route', await networkOf(graded)).is('omega');
      await graded.disconnect(omega);
      await using _ = restoring(() => graded.connect(omega, { gwPriority: 1 }));
      fact('the network with the default route, without the one of priority 1', await networkOf(graded)).is('beta');
    },
  );

  behaviour(
    'gateway.priority-at-connect',
    'A network connected with a higher `gw-priority` takes over the default route until it is disconnected',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/connect/',
      relies: ['connect', 'gateway-priority', 'default-route'],
      controlsRely: ['disconnect'],
      why: 'A running container that is connected to a network with a VPN gateway keeps sending its packets around it.',
    },
    async () => {
      const { equal, omega } = world;
      const before = await networkOf(equal);
      await equal.connect(omega, { gwPriority: 1 });
      {
        await using _ = restoring(() => equal.disconnect(omega));
        fact('the network with the default route while omega is connected', await networkOf(equal)).is('omega');
      }
      fact('the network with the default route afterwards', await networkOf(equal)).is(before);
    },
  );

  behaviour(
    'gateway.kept-over-restart',
    'A restarted container has its default route on the same network as before',
    {
      docs: 'https://github.com/moby/moby/issues/20179',
      // a behaviour before it disconnects a network
      relies: ['connect', 'disconnect', 'default-route'],
      why: 'A restart changes the source address of a service, and firewalls that allowed the old one drop its packets.',
    },
    async () => {
      const { equal, lowered } = world;
      const interfaces = (await from(equal).interfaces()).filter(({ name }) => name !== 'lo');
      fact('the number of its networks, of which one has the default route', interfaces.length).is(2);
      const before = await networkOf(equal);
      fact('the network with the default route', before).satisfies('alpha or beta', (name) =>
        /^(alpha|beta)$/.test(name),
      );
      const byPriority = await networkOf(lowered);
      for (let start = 1; start <= STARTS; start++) {
        await Promise.all([equal.restart(), lowered.restart()]);
        const after = [await networkOf(equal), await networkOf(lowered)];
        fact('the networks with the default route after a restart', after).is([before, byPriority]);
      }
    },
  );

  behaviour(
    'gateway.traffic-follows',
    'A container on two networks sends to other subnets by its default route, with its address on that network',
    {
      docs,
      needs: ['host-accepts-containers', 'process-where-published'],
      relies: ['connect', 'disconnect', 'bridge-gateway', 'inspect-address', 'default-route'],
      why: 'Firewall rules for a network do not apply to its containers, whose packets leave by another one.',
    },
    async () => {
      const { equal, alpha, beta, process } = world;
      const address = (await lastingAddresses(4)).find((each) => !each.startsWith('127.'));
      const url = `http://${reported('an address of the host on no network of the container', address)}:${process.port}`;
      const expectByDefaultRoute = async () => {
        const name = await networkOf(equal);
        const network = reported(
          'the network with the default route',
          [alpha, beta].find((each) => each.name === name),
        );
        const page = await from(equal).get(url);
        await expect(page).toBeAnsweredBy(process);
        fact('the client address that the host sees', clientAddress(page)).is(equal.addressOn(network));
        return network;
      };
      const before = await expectByDefaultRoute();
      await equal.disconnect(before);
      await using _ = restoring(() => equal.connect(before));
      const after = await expectByDefaultRoute();
      fact('the network with the default route after the disconnect', after.name).isNot(before.name);
    },
  );
});
