import {
  UDP_PORT,
  behaviour,
  closedTo,
  defaultBridge,
  describe,
  expect,
  expectingNoAnswer,
  from,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/#gateway-modes';
const needs = ['gateway-modes', 'engine-firewall', 'ip-forwarding'] as const;
const mode = (name: string) => ({ 'com.docker.network.bridge.gateway_mode_ipv4': name });

describe('A bridge in gateway mode routed, one in mode nat, and the default bridge', () => {
  const world = scenario(({ network, nginx }) => {
    const routedBridge = network({ driver: 'bridge', options: mode('routed') });
    const natBridge = network({ driver: 'bridge', options: mode('nat') });
    return {
      routedBridge,
      published: nginx({ on: routedBridge, publish: 80, publishUdp: UDP_PORT }),
      unpublished: nginx({ on: routedBridge }),
      natBridge,
      nat: nginx({ on: natBridge, publish: 80 }),
      natPeer: nginx({ on: natBridge }),
      onDefault: nginx({ on: defaultBridge }),
      onDefaultToo: nginx({ on: defaultBridge }),
    };
  });

  type Container = typeof world.published;
  const silent = (container: Container, to: Container) => from(container).reach(to, expectingNoAnswer);

  const probes = sharedProbes({
    natToPublished: () => silent(world.nat, world.published),
    natToPublishedUdp: () => from(world.nat).datagram(world.published.address, UDP_PORT),
    natToUnpublished: () => silent(world.nat, world.unpublished),
    defaultToPublished: () => silent(world.onDefault, world.published),
    defaultToUnpublished: () => silent(world.onDefault, world.unpublished),
    routedToNat: () => silent(world.published, world.nat),
    routedToDefault: () => silent(world.published, world.onDefault),

    inRouted: () => from(world.unpublished).reach(world.published),
    inRoutedToo: () => from(world.published).reach(world.unpublished),
    inNat: () => from(world.natPeer).reach(world.nat),
    inDefault: () => from(world.onDefaultToo).reach(world.onDefault),
  });

  behaviour(
    'gateway-mode.routed-bridges',
    'A routed bridge opens only published ports to other bridges, and answers their pings',
    {
      docs,
      why: 'Routing to one network opens all its ports to all other networks.',
      needs,
      relies: ['gateway-mode', 'filter', 'published-udp'],
      controlsRely: ['peers', 'default-bridge', 'inspect-address'],
      security: closedTo('a container on another bridge', 'an unpublished port of a routed bridge'),
    },
    async () => {
      await expect(probes.natToPublished).toBeOpenOnlyBy(['TCP', 'ping'], { control: probes.inRouted });
      await expect(probes.natToPublishedUdp).toBeAnsweredBy(world.published);
      await expect(probes.natToUnpublished).toBeOpenOnlyBy(['ping'], { control: probes.inRoutedToo });
      await expect(probes.defaultToPublished).toBeOpenOnlyBy(['TCP', 'ping'], { control: probes.inRouted });
      await expect(probes.defaultToUnpublished).toBeOpenOnlyBy(['ping'], { control: probes.inRoutedToo });
    },
  );

  behaviour(
    'gateway-mode.routed-to-others',
    'Containers on a routed bridge cannot reach containers on other bridges',
    {
      docs,
      why: 'Routing to one network opens all other networks to its containers.',
      needs,
      relies: ['filter'],
      controlsRely: ['peers', 'default-bridge', 'docker0-peers', 'inspect-address'],
      security: closedTo('a container on a routed bridge', 'a container on another bridge'),
    },
    async () => {
      await expect(probes.routedToNat).toBeClosed({ control: probes.inNat });
      await expect(probes.routedToDefault).toBeClosed({ control: probes.inDefault });
    },
  );
});
