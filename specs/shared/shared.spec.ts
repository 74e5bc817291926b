import {
  LOOPBACK,
  behaviour,
  clientAddress,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  fact,
  from,
  openTo,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#container-networks';

/** A port on the loopback address only. */
const PRIVATE = 8081;

describe('Containers that share a network stack', () => {
  const world = scenario(({ network, nginx, networkOf }) => {
    const bridge = network({ driver: 'bridge' });
    const owner = nginx({ on: bridge, loopbackPort: PRIVATE });
    return {
      bridge,
      owner,
      sharing: nginx({ on: networkOf(owner) }),
      peer: nginx({ on: bridge }),
    };
  });

  const privateUrl = `http://${LOOPBACK}:${PRIVATE}`;

  const probes = sharedProbes({
    sharingToOwner: () => from(world.sharing).reach(world.owner, { at: LOOPBACK }),
    ownerToSharing: () => from(world.owner).reach(world.sharing, { at: LOOPBACK }),
    peerToSharing: () => from(world.peer).reach(world.sharing, { at: world.owner.address }),
    peerToOwner: () => from(world.peer).reach(world.owner),
    sharingToPeer: () => from(world.sharing).reach(world.peer),
    seenByPeer: () => from(world.sharing).get(world.peer.url),

    private: () => from(world.sharing).get(privateUrl),
    privateUdp: () => from(world.sharing).datagram(LOOPBACK, PRIVATE),
    privateFromPeer: () => from(world.peer).get(world.owner.urlAt(PRIVATE), expectingNoAnswer),
    privateUdpFromPeer: () => from(world.peer).datagram(world.owner.address, PRIVATE, expectingNoAnswer),
    peerAtOwnLoopback: () => from(world.peer).get(privateUrl, expectingNoAnswer),
    peerAtOwnLoopbackUdp: () => from(world.peer).datagram(LOOPBACK, PRIVATE, expectingNoAnswer),
  });

  behaviour(
    'shared.network',
    '`--network container:ID` gives a container the network stack of another container',
    {
      docs,
      relies: ['shared-network', 'peers', 'inspect-address', 'peer-address'],
      why: 'A sidecar cannot reach its application on localhost, or is unreachable at the address of the application.',
    },
    async () => {
      const [owner, sharing] = await Promise.all([
        from(world.owner).networkNamespace(),
        from(world.sharing).networkNamespace(),
      ]);
      fact('the network namespace of the sharing container', sharing).is(owner);
      await expect(probes.peerToSharing).toBeOpen();
      await expect(probes.peerToOwner).toBeOpen();
      await expect(probes.sharingToPeer).toBeOpen();
      fact('the client address that the peer sees', clientAddress(await probes.seenByPeer)).is(world.owner.address);
    },
  );

  behaviour(
    'shared.loopback',
    'Containers that share a network stack share the loopback address',
    {
      docs,
      relies: ['shared-network', 'own-loopback'],
      why: 'An admin port on localhost is open to every sidecar, or missing for the sidecar that needs it.',
      security: openTo("a container that shares another container's network stack", 'ports on its loopback address'),
    },
    async () => {
      await expect(probes.sharingToOwner).toBeOpen();
      await expect(probes.ownerToSharing).toBeOpen();
      await expect(probes.private).toBeAnsweredBy(world.owner);
      await expect(probes.privateUdp).toBeAnsweredBy(world.owner);
    },
  );

  behaviour(
    'shared.loopback-private',
    "A port on a container's loopback address is closed to other containers on the network",
    {
      docs: 'https://docs.docker.com/engine/network/',
      relies: ['peers'],
      controlsRely: ['shared-network', 'own-loopback'],
      why: 'An admin port that listens on localhost for safety is open to the whole network.',
      security: closedTo('a container on the same network', "a port on another container's loopback address"),
    },
    async () => {
      const alive = { control: probes.private, answeredBy: world.owner };
      await expect(probes.privateFromPeer).toBeRefused(alive);
      await expect(probes.peerAtOwnLoopback).toBeRefused(alive);
      const aliveUdp = { control: probes.privateUdp, answeredBy: world.owner };
      await expect(probes.privateUdpFromPeer).toBeRefused(aliveUdp);
      await expect(probes.peerAtOwnLoopbackUdp).toBeRefused(aliveUdp);
    },
  );
});
