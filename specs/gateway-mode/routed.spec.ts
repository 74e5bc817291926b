import {
  UDP_PORT,
  behaviour,
  clientAddress,
  closedTo,
  describe,
  expect,
  expectNoHostPort,
  fact,
  from,
  hostAddress,
  networkOfDefaultRoute,
  onceDone,
  openTo,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/#gateway-modes';
const icmp = 'https://github.com/moby/moby/pull/48724';
const needs = ['gateway-modes', 'lan-host', 'lan-route', 'engine-firewall', 'ip-forwarding'] as const;
const who = 'a LAN host';
const mode = (name: string) => ({ 'com.docker.network.bridge.gateway_mode_ipv4': name });

describe('A bridge in gateway mode routed, one in mode nat, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const routedBridge = network({ driver: 'bridge', options: mode('routed') });
    const natBridge = network({ driver: 'bridge', options: mode('nat') });
    return {
      routedBridge,
      // without an address, the userland proxy opens a port at the host's IPv6 addresses
      published: nginx({ on: routedBridge, publish: 80, publishUdp: UDP_PORT, publishOn: '0.0.0.0' }),
      unpublished: nginx({ on: routedBridge }),
      natBridge,
      nat: nginx({ on: natBridge, publish: 80, gwPriority: 1, alsoOn: [{ on: routedBridge, atCreate: true }] }),
      lanHost: lanHost(),
    };
  });

  // a start opens what its mode says as the creation does
  const onceRestarted = onceDone(() => world.published.restart());

  const probes = sharedProbes({
    direct: () => onceRestarted(() => from(world.lanHost).reachDirectly(world.published)),
    directUdp: () => onceRestarted(() => from(world.lanHost).datagramDirectly(world.published.address, UDP_PORT)),
    directUnpublished: () => from(world.lanHost).reachDirectly(world.unpublished),
    fromPeer: () => onceRestarted(() => from(world.unpublished).reach(world.published)),
    toPeer: () => onceRestarted(() => from(world.published).reach(world.unpublished)),
    page: () => onceRestarted(() => from(world.lanHost).getDirectly(world.published.url)),
    natByRoute: () => from(world.lanHost).reachDirectly(world.nat, { at: world.nat.addressOn(world.routedBridge) }),
    natAtHost: () => from(world.lanHost).get(world.nat.publishedAt(hostAddress(world.lanHost))),
    peerToNat: () => from(world.unpublished).reach(world.nat, { at: world.nat.addressOn(world.routedBridge) }),
  });

  /** The client address that the LAN host sees, over TCP and UDP, with a route for the replies. */
  const clientSeenByLanHost = async (container: typeof world.published) => {
    await from(world.lanHost).addRoute(container.address);
    const { address, others } = world.lanHost;
    const [page, datagram] = await Promise.all([
      from(container).get(world.lanHost.url),
      from(container).datagram(address, others.udpPort),
    ]);
    await expect(page).toBeAnsweredBy(world.lanHost);
    await expect(datagram).toBeAnsweredBy(world.lanHost);
    return [page, datagram].map(clientAddress);
  };

  const bound = (port: number, protocol: 'tcp' | 'udp') =>
    world.published.bindings(port, protocol).filter(({ HostPort }) => HostPort !== '');

  behaviour(
    'gateway-mode.routed',
    "Gateway mode routed opens only published ports at the container's address and binds no host port",
    {
      docs,
      why: 'LAN hosts with a route reach nothing, or the container does not see the addresses of its clients.',
      needs,
      relies: ['gateway-mode', 'filter', 'published-udp'],
      controlsRely: ['peers', 'published-ports'],
      security: openTo(who, "a published port of a routed bridge at the container's address"),
    },
    async () => {
      await expect(probes.direct).toBeOpenOnlyBy(['TCP', 'ping'], { control: probes.fromPeer });
      await expect(probes.directUdp).toBeAnsweredBy(world.published);
      const clients = [await probes.page, await probes.directUdp].map(clientAddress);
      const { address } = world.lanHost.host.nic;
      fact('the client addresses that the container sees', clients).is([address, address]);
      fact('the bindings of the TCP port to host ports in inspect', bound(80, 'tcp')).is([]);
      fact('the bindings of the UDP port to host ports in inspect', bound(UDP_PORT, 'udp')).is([]);
      await expectNoHostPort(world.published, { control: world.nat });
    },
  );

  behaviour(
    'gateway-mode.routed-unpublished',
    'Gateway mode routed blocks unpublished ports for LAN hosts, but not pings',
    {
      docs: icmp,
      why: 'LAN hosts with a route reach every port of the network, or lose the ICMP messages that routing needs.',
      needs,
      relies: ['gateway-mode', 'filter'],
      controlsRely: ['peers'],
      security: closedTo(who, 'an unpublished port of a routed bridge'),
    },
    async () => {
      await expect(probes.directUnpublished).toBeOpenOnlyBy(['ping'], { control: probes.toPeer });
    },
  );

  behaviour(
    'gateway-mode.routed-source',
    "LAN hosts see the container's address in gateway mode routed and the host's address in mode nat",
    {
      docs,
      why: 'Networks with well-known addresses are hidden behind the host, or private networks are not.',
      needs,
      relies: ['gateway-mode', 'egress-tcp', 'egress-udp'],
    },
    async () => {
      const seen = await Promise.all([clientSeenByLanHost(world.published), clientSeenByLanHost(world.nat)]);
      const { address } = world.published;
      const host = hostAddress(world.lanHost);
      fact('the client addresses that the LAN host sees', seen).is([
        [address, address],
        [host, host],
      ]);
    },
  );

  behaviour(
    'gateway-mode.routed-not-default',
    'A published port of a routed bridge is open where the container has its default route on another network',
    {
      docs: 'https://docs.docker.com/engine/release-notes/29/#2900',
      why: 'A container that joins a second network with the default route loses its clients on the routed one.',
      needs,
      relies: ['gateway-mode', 'filter', 'published-ports', 'from-lan'],
      controlsRely: ['peers'],
    },
    async () => {
      const { nat, natBridge, routedBridge } = world;
      // the bridge is routed, and the LAN host has a route to it
      await expect(probes.directUnpublished).toBeOpenOnlyBy(['ping'], { control: probes.toPeer });
      fact('the network with the default route', await networkOfDefaultRoute(nat, [natBridge, routedBridge])).is(
        natBridge.name,
      );
      await expect(probes.natAtHost).toBeAnsweredBy(nat);
      await expect(probes.natByRoute).toBeOpenOnlyBy(['TCP', 'ping'], { control: probes.peerToNat });
    },
  );
});
