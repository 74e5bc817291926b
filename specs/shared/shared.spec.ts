import {
  behaviour,
  clientSeen,
  closedTo,
  describe,
  expect,
  fact,
  from,
  noNetwork,
  openTo,
  scenario,
  NO_ANSWER_TIMEOUT_MS,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/#container-networks';
const within = { withinMs: NO_ANSWER_TIMEOUT_MS };

/** A port that its server answers at on its loopback address alone. */
const PRIVATE = 8081;

describe("containers that share another one's network, and one that has none", () => {
  const world = scenario(({ network, nginx, grafana, networkOf, lanHost }) => {
    const bridge = network({ driver: 'bridge' });
    const owner = nginx({ on: bridge, loopbackPort: PRIVATE });
    return {
      bridge,
      owner,
      sharing: grafana({ on: networkOf(owner) }),
      peer: nginx({ on: bridge }),
      alone: nginx({ on: noNetwork }),
      lanHost: lanHost(),
    };
  });

  const itsPrivatePort = `http://127.0.0.1:${PRIVATE}`;

  const asked = sharedProbes({
    private: () => from(world.sharing).get(itsPrivatePort),
    ofSharing: () => from(world.owner).get('http://127.0.0.1:3000'),
    sharingFromPeer: () => from(world.peer).get(world.owner.urlAt(3000)),
    ownerFromPeer: () => from(world.peer).get(world.owner.url),
    peerFromSharing: () => from(world.sharing).get(world.peer.url),
    privateFromPeer: () => from(world.peer).get(world.owner.urlAt(PRIVATE), within),
    peersOwnLoopback: () => from(world.peer).get(itsPrivatePort, within),

    aloneToLanHost: () => from(world.alone).get(world.lanHost.url, within),
    aloneToItself: () => from(world.alone).get('http://127.0.0.1'),
    peerToLanHost: () => from(world.peer).get(world.lanHost.url),
  });

  behaviour(
    'shared.network',
    'a container with --network container:ID has the network of that one: one address, two servers',
    { docs, why: 'A sidecar does not find the application that it serves, or is not found with it.' },
    async () => {
      const [owners, sharings] = await Promise.all([
        from(world.owner).networkNamespace(),
        from(world.sharing).networkNamespace(),
      ]);
      fact("its network namespace, beside the other's", sharings).is(owners);
      await expect(asked.ofSharing).toBeAnsweredBy(world.sharing);
      await expect(asked.sharingFromPeer).toBeAnsweredBy(world.sharing);
      await expect(asked.ownerFromPeer).toBeAnsweredBy(world.owner);
      await expect(asked.peerFromSharing).toBeAnsweredBy(world.peer);
      fact('the address that a peer sees it ask from', clientSeen(await asked.peerFromSharing)).is(world.owner.address);
    },
  );

  behaviour(
    'shared.loopback',
    'the loopback address is shared with it as well, so that what is private to one is open to the other',
    {
      docs,
      why: 'An admin port that listens on localhost to be safe is open to every sidecar, or is not there for the one that needs it.',
      security: openTo("a container that shares another one's network", 'ports that it keeps to its loopback address'),
    },
    async () => {
      await expect(asked.private).toBeAnsweredBy(world.owner);
    },
  );

  behaviour(
    'shared.loopback-private',
    "a port on a container's loopback address is not reached from its network",
    {
      docs: 'https://docs.docker.com/engine/network/',
      why: 'An admin port that listens on localhost to be safe is open to the whole network.',
      security: closedTo('a container of the same network', "a port on another one's loopback address"),
    },
    async () => {
      const alive = { control: asked.private, answeredBy: world.owner };
      await expect(asked.privateFromPeer).toBeRefused(alive);
      await expect(asked.peersOwnLoopback).toBeRefused(alive);
    },
  );

  behaviour(
    'none.no-egress',
    'no other host is reached from a container without a network: its kernel knows no way there',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/none/',
      why: 'Untrusted code that was started without a network calls home.',
      needs: ['root-on-engine-host', 'engine-firewall', 'ip-forwarding'],
      security: closedTo('a container without a network', 'a host of the LAN'),
    },
    async () => {
      await expect(asked.aloneToLanHost).toBeUnreachable({
        control: asked.peerToLanHost,
        answeredBy: world.lanHost,
      });
      await expect(asked.aloneToItself).toBeAnsweredBy(world.alone);
    },
  );
});
