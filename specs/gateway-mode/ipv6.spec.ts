import {
  UDP_PORT,
  behaviour,
  clientAddress,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  expectHostPorts,
  fact,
  from,
  fromEngineHost,
  hostAddress,
  hostAddress6,
  onceDone,
  openTo,
  scenario,
  sharedProbes,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/#gateway-modes';
const needs = [
  'gateway-modes',
  'lan-host',
  'lan-route',
  'ipv6',
  'engine-firewall',
  'engine-firewall-ipv6',
  'ip-forwarding',
] as const;
const who = 'a LAN host';
const mode = (name: string) => ({ 'com.docker.network.bridge.gateway_mode_ipv6': name });

describe('Bridges with IPv6 in gateway modes nat, nat-unprotected and routed', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const natBridge = network({ driver: 'bridge', ipv6: true, options: mode('nat') });
    const unprotectedBridge = network({ driver: 'bridge', ipv6: true, options: mode('nat-unprotected') });
    const routedBridge = network({ driver: 'bridge', ipv6: true, options: mode('routed') });
    return {
      natBridge,
      nat: nginx({ on: natBridge, publish: 80 }),
      unprotectedBridge,
      unprotected: nginx({ on: unprotectedBridge }),
      routedBridge,
      published: nginx({ on: routedBridge, publish: 80, publishUdp: UDP_PORT }),
      unpublished: nginx({ on: routedBridge }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => hostAddress(world.lanHost);
  const host6 = () => hostAddress6(world.lanHost);
  const onceForwarded = onceDone(() =>
    untilGatewaysAnswer(world.process, world.nat, world.unprotected, world.published),
  );
  const direct = (container: typeof world.nat) => onceForwarded(() => from(world.lanHost).reachDirectly6(container));

  const silent = (container: typeof world.nat, to: typeof world.nat) =>
    onceForwarded(() => from(container).reach6(to, expectingNoAnswer));

  const probes = sharedProbes({
    nat: () => direct(world.nat),
    natAtHost: () => onceForwarded(() => from(world.lanHost).get(world.nat.publishedAt(host6()))),
    hostToNat: () => onceForwarded(() => fromEngineHost.reach6(world.nat)),
    routedToNat: () => silent(world.published, world.nat),
    unprotected: () => direct(world.unprotected),
    hostToUnprotected: () => onceForwarded(() => fromEngineHost.reach6(world.unprotected)),
    natToUnprotected: () => silent(world.nat, world.unprotected),
    routed: () => direct(world.published),
    routedUdp: () => onceForwarded(() => from(world.lanHost).datagramDirectly(world.published.address6, UDP_PORT)),
    routedUnpublished: () => direct(world.unpublished),
    natToRouted: () => silent(world.nat, world.published),
    natToRoutedUdp: () => onceForwarded(() => from(world.nat).datagram(world.published.address6, UDP_PORT)),
    natToRoutedUnpublished: () => silent(world.nat, world.unpublished),
    routedToLan: () => onceForwarded(() => from(world.published).get(world.lanHost.url6)),
    inRouted: () => from(world.unpublished).reach6(world.published),
    inRoutedToo: () => from(world.published).reach6(world.unpublished),

    routedOverIpv4: () => from(world.lanHost).reachDirectly(world.published),
    routedAtHost: () => from(world.lanHost).get(world.published.publishedAt(host())),
    inRoutedOverIpv4: () => from(world.unpublished).reach(world.published),
  });

  behaviour(
    'gateway-mode.nat-ipv6',
    "Gateway mode nat opens a published port at the host's IPv6 address, and nothing at the container's",
    {
      docs,
      why: 'Users who set the default mode for IPv6 explicitly get less protection than the default.',
      needs,
      relies: ['filter-ipv6', 'published-direct-ipv6'],
      security: closedTo(who, "a published port of a nat bridge at the container's IPv6 address"),
    },
    async () => {
      await expect(probes.natAtHost).toBeAnsweredBy(world.nat);
      await expect(probes.nat).toBeClosed({ control: probes.hostToNat });
      await expect(probes.routedToNat).toBeClosed({ control: probes.hostToNat });
    },
  );

  behaviour(
    'gateway-mode.nat-unprotected-ipv6',
    'Gateway mode nat-unprotected opens all ports over IPv6 to LAN hosts with a route, and none to other bridges',
    {
      docs,
      why: 'Users who relied on open container ports before Docker Engine 28 cannot get them back over IPv6.',
      needs,
      relies: ['gateway-mode-ipv6', 'filter-ipv6'],
      security: openTo(who, 'an unpublished port of a nat-unprotected bridge over IPv6'),
    },
    async () => {
      await expect(probes.unprotected).toBeOpen();
      await expect(probes.natToUnprotected).toBeClosed({ control: probes.hostToUnprotected });
    },
  );

  behaviour(
    'gateway-mode.routed-ipv6',
    'Gateway mode routed for IPv6 opens only published ports and binds no IPv6 host port',
    {
      docs,
      why: 'Services with public IPv6 addresses are unreachable, or every port of them is open to the Internet.',
      needs,
      relies: ['gateway-mode-ipv6', 'filter-ipv6', 'published-ports', 'published-udp'],
      controlsRely: ['peers'],
      security: openTo(who, "a published port of a routed bridge at the container's IPv6 address"),
    },
    async () => {
      await expect(probes.routed).toBeOpenOnlyBy(['TCP', 'ping'], { control: probes.inRouted });
      await expect(probes.routedUdp).toBeAnsweredBy(world.published);
      await expect(probes.routedUnpublished).toBeOpenOnlyBy(['ping'], { control: probes.inRoutedToo });
      await expect(probes.natToRouted).toBeOpenOnlyBy(['TCP', 'ping'], { control: probes.inRouted });
      await expect(probes.natToRoutedUdp).toBeAnsweredBy(world.published);
      await expect(probes.natToRoutedUnpublished).toBeOpenOnlyBy(['ping'], { control: probes.inRoutedToo });
      await expectHostPorts(world.published, [
        { protocol: 'tcp', address: '0.0.0.0', port: world.published.hostPort() },
        { protocol: 'udp', address: '0.0.0.0', port: world.published.hostPort(UDP_PORT, 'udp') },
      ]);
      const out = await probes.routedToLan;
      await expect(out).toBeAnsweredBy(world.lanHost);
      fact('the client address that the LAN host sees', clientAddress(out)).is(world.published.address6);
    },
  );

  behaviour(
    'gateway-mode.routed-ipv6-only',
    'Gateway mode routed for IPv6 leaves IPv4 in mode nat',
    {
      docs,
      why: 'Routing IPv6 to a network opens its private IPv4 addresses as well, or closes its published ports.',
      needs,
      relies: ['filter', 'published-direct', 'published-ports', 'from-lan'],
      controlsRely: ['peers'],
      security: closedTo(who, "a published port at the container's IPv4 address, where IPv6 is routed"),
    },
    async () => {
      await expect(probes.routedAtHost).toBeAnsweredBy(world.published);
      await expect(probes.routedOverIpv4).toBeClosed({ control: probes.inRoutedOverIpv4 });
    },
  );
});
