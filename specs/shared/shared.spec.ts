import {
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
  const world = scenario(({ network, nginx, grafana, networkOf }) => {
    const bridge = network({ driver: 'bridge' });
    const owner = nginx({ on: bridge, loopbackPort: PRIVATE });
    return {
      bridge,
      owner,
      sharing: grafana({ on: networkOf(owner) }),
      peer: nginx({ on: bridge }),
    };
  });

  const privateUrl = `http://127.0.0.1:${PRIVATE}`;

  const probes = sharedProbes({
    private: () => from(world.sharing).get(privateUrl),
    sharingAtLoopback: () => from(world.owner).get('http://127.0.0.1:3000'),
    sharingFromPeer: () => from(world.peer).get(world.owner.urlAt(3000)),
    ownerFromPeer: () => from(world.peer).get(world.owner.url),
    peerFromSharing: () => from(world.sharing).get(world.peer.url),
    privateFromPeer: () => from(world.peer).get(world.owner.urlAt(PRIVATE), expectingNoAnswer),
    peerAtOwnLoopback: () => from(world.peer).get(privateUrl, expectingNoAnswer),
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
      await expect(probes.sharingAtLoopback).toBeAnsweredBy(world.sharing);
      await expect(probes.sharingFromPeer).toBeAnsweredBy(world.sharing);
      await expect(probes.ownerFromPeer).toBeAnsweredBy(world.owner);
      await expect(probes.peerFromSharing).toBeAnsweredBy(world.peer);
      fact('the client address that the peer sees', clientAddress(await probes.peerFromSharing)).is(
        world.owner.address,
      );
    },
  );

  behaviour(
    'shared.loopback',
    'Containers that share a network stack share the loopback address',
    {
      docs,
      relies: ['shared-network'],
      why: 'An admin port on localhost is open to every sidecar, or missing for the sidecar that needs it.',
      security: openTo("a container that shares another container's network stack", 'ports on its loopback address'),
    },
    async () => {
      await expect(probes.private).toBeAnsweredBy(world.owner);
    },
  );

  behaviour(
    'shared.loopback-private',
    "A port on a container's loopback address is closed to other containers on the network",
    {
      docs: 'https://docs.docker.com/engine/network/',
      relies: ['peers'],
      controlsRely: ['shared-network'],
      why: 'An admin port that listens on localhost for safety is open to the whole network.',
      security: closedTo('a container on the same network', "a port on another container's loopback address"),
    },
    async () => {
      const alive = { control: probes.private, answeredBy: world.owner };
      await expect(probes.privateFromPeer).toBeRefused(alive);
      await expect(probes.peerAtOwnLoopback).toBeRefused(alive);
    },
  );
});
