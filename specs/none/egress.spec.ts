import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  from,
  hostAddress,
  neededByControl,
  noNetwork,
  scenario,
  sharedProbes,
  skipUnlessOpen,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/none/';
const who = 'a container on none';

describe("A container on the network none, a peer, the engine's host and a LAN host", () => {
  const world = scenario(({ nginx, lanHost, listener }) => ({
    alone: nginx({ on: noNetwork }),
    peer: nginx(),
    lanHost: lanHost(),
    process: listener({ everywhere: true }),
  }));

  const gateway = () => neededByControl(() => world.peer.gateway);
  const onLan = () => hostAddress(world.lanHost);

  const probes = sharedProbes({
    toLanHost: () => from(world.alone).reach(world.lanHost, expectingNoAnswer),
    toGateway: () => from(world.alone).reach(world.process, { at: gateway(), ...expectingNoAnswer }),
    toLanAddress: () => from(world.alone).reach(world.process, { at: onLan(), ...expectingNoAnswer }),

    itself: () => from(world.alone).get('http://127.0.0.1'),
    peerToLanHost: () => from(world.peer).reach(world.lanHost),
    peerToGateway: () => from(world.peer).reach(world.process, { at: gateway() }),
    peerToLanAddress: () => from(world.peer).reach(world.process, { at: onLan() }),
  });

  behaviour(
    'none.no-egress',
    'A container on `none` has no route to LAN hosts',
    {
      docs,
      why: 'Untrusted code that was started without a network phones home.',
      needs: ['lan-host', 'engine-firewall', 'ip-forwarding'],
      relies: ['no-network'],
      controlsRely: ['default-bridge', 'docker0-address', 'docker0-traffic', 'docker0-route', 'docker0-egress'],
      security: closedTo(who, 'a LAN host'),
    },
    async () => {
      await expect(probes.toLanHost).toHaveNoRoute({ control: probes.peerToLanHost });
      await expect(probes.itself).toBeAnsweredBy(world.alone);
    },
  );

  behaviour(
    'none.host',
    "A container on `none` has no route to the host, neither at docker0's address nor at its LAN address",
    {
      docs,
      why: "Untrusted code that was started without a network reaches the host's services: SSH, databases, the engine itself.",
      needs: ['lan-host', 'default-bridge', 'host-accepts-containers'],
      relies: ['no-network'],
      controlsRely: [
        'default-bridge',
        'docker0-address',
        'docker0-traffic',
        'docker0-route',
        'host-ports',
        'inspect-address',
      ],
      security: closedTo(who, "a process of the engine's host"),
    },
    async () => {
      const { peerToGateway, peerToLanAddress } = probes;
      for (const open of [peerToGateway, peerToLanAddress]) await skipUnlessOpen('host-accepts-containers', open);
      await expect(probes.toGateway).toHaveNoRoute({ control: peerToGateway });
      await expect(probes.toLanAddress).toHaveNoRoute({ control: peerToLanAddress });
      await expect(probes.itself).toBeAnsweredBy(world.alone);
    },
  );
});
