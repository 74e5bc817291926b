import {
  UDP_PORT,
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  from,
  fromEngineHost,
  hostAddress,
  openTo,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/#gateway-modes';
const needs = ['gateway-modes', 'lan-host', 'lan-route', 'engine-firewall', 'ip-forwarding'] as const;
const who = 'a LAN host';
const mode = (name: string) => ({ 'com.docker.network.bridge.gateway_mode_ipv4': name });

describe('Bridges in gateway modes nat and nat-unprotected', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const natBridge = network({ driver: 'bridge', options: mode('nat') });
    const unprotectedBridge = network({ driver: 'bridge', options: mode('nat-unprotected') });
    return {
      natBridge,
      nat: nginx({ on: natBridge, publish: 80 }),
      natUnpublished: nginx({ on: natBridge }),
      unprotectedBridge,
      unpublished: nginx({ on: unprotectedBridge }),
      published: nginx({ on: unprotectedBridge, publish: 80, publishUdp: UDP_PORT }),
      lanHost: lanHost(),
    };
  });

  const host = () => hostAddress(world.lanHost);

  const probes = sharedProbes({
    nat: () => from(world.lanHost).reachDirectly(world.nat),
    natUnpublished: () => from(world.lanHost).reachDirectly(world.natUnpublished),
    natAtHost: () => from(world.lanHost).get(world.nat.publishedAt(host())),
    hostToNat: () => fromEngineHost.reach(world.nat),
    hostToNatUnpublished: () => fromEngineHost.reach(world.natUnpublished),

    unpublished: () => from(world.lanHost).reachDirectly(world.unpublished),
    published: () => from(world.lanHost).reachDirectly(world.published),
    publishedAtHost: () => from(world.lanHost).get(world.published.publishedAt(host())),
    fromOtherBridge: () => from(world.nat).reach(world.unpublished, expectingNoAnswer),
    fromOtherBridgeToPublished: () => from(world.nat).reach(world.published, expectingNoAnswer),
    fromOtherBridgeOverUdp: () => from(world.nat).datagram(world.published.address, UDP_PORT, expectingNoAnswer),
    fromPeer: () => from(world.published).reach(world.unpublished),
    fromPeerToPublished: () => from(world.unpublished).reach(world.published),
    fromPeerOverUdp: () => from(world.unpublished).datagram(world.published.address, UDP_PORT),
  });

  behaviour(
    'gateway-mode.nat',
    "Gateway mode nat opens a published port at the host's address, and nothing at the container's address",
    {
      docs,
      why: 'Users who set the default mode explicitly get less protection than the default.',
      needs,
      relies: ['filter', 'published-direct', 'published-ports', 'from-lan'],
      security: closedTo(who, "a published port of a nat bridge at the container's address"),
    },
    async () => {
      await expect(probes.natAtHost).toBeAnsweredBy(world.nat);
      await expect(probes.nat).toBeClosed({ control: probes.hostToNat });
      await expect(probes.natUnpublished).toBeClosed({ control: probes.hostToNatUnpublished });
    },
  );

  behaviour(
    'gateway-mode.nat-unprotected',
    'Gateway mode nat-unprotected opens all ports, published or not, to LAN hosts with a route',
    {
      docs,
      why: 'Users who relied on open container ports before Docker Engine 28 cannot get them back.',
      needs,
      relies: ['gateway-mode', 'published-ports', 'from-lan'],
      security: openTo(who, 'an unpublished port of a nat-unprotected bridge'),
    },
    async () => {
      await expect(probes.unpublished).toBeOpen();
      await expect(probes.published).toBeOpen();
      await expect(probes.publishedAtHost).toBeAnsweredBy(world.published);
    },
  );

  behaviour(
    'gateway-mode.nat-unprotected-bridges',
    'Gateway mode nat-unprotected does not open a container to other bridges',
    {
      docs,
      why: 'A network that is opened to the LAN is opened to all other networks of the host as well.',
      needs: ['gateway-modes', 'engine-firewall', 'ip-forwarding'],
      relies: ['filter'],
      controlsRely: ['peers', 'inspect-address'],
      security: closedTo('a container on another bridge', 'a container on a nat-unprotected bridge'),
    },
    async () => {
      await expect(probes.fromOtherBridge).toBeClosed({ control: probes.fromPeer });
      await expect(probes.fromOtherBridgeToPublished).toBeClosed({ control: probes.fromPeerToPublished });
      await expect(probes.fromOtherBridgeOverUdp).toBeBlocked({
        control: probes.fromPeerOverUdp,
        answeredBy: world.published,
      });
    },
  );
});
