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
  required,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/#options';
const needs = ['gateway-modes', 'root-on-engine-host', 'engine-firewall', 'ip-forwarding'] as const;
const who = 'a LAN host';
const mode = (name: string) => ({ 'com.docker.network.bridge.gateway_mode_ipv4': name });

describe('A bridge in gateway mode routed, and one in mode nat', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const routedBridge = network({ driver: 'bridge', options: mode('routed') });
    const natBridge = network({ driver: 'bridge', options: mode('nat') });
    return {
      routedBridge,
      published: nginx({ on: routedBridge, publish: 80 }),
      unpublished: nginx({ on: routedBridge }),
      natBridge,
      nat: nginx({ on: natBridge, publish: 80 }),
      lanHost: lanHost(),
    };
  });

  const host = () => required("address of the engine's host on the link", world.lanHost.engineAddress);

  const probes = sharedProbes({
    direct: () => from(world.lanHost).getDirectly(world.published.url),
    directUnpublished: () => from(world.lanHost).getDirectly(world.unpublished.url),
    inside: () => from(world.published).get(world.unpublished.url),
    acrossToPublished: () => from(world.nat).get(world.published.url),
    acrossToUnpublished: () => from(world.nat).get(world.unpublished.url, expectingNoAnswer),
    acrossBack: () => from(world.published).get(world.nat.url, expectingNoAnswer),
    natAtHost: () => from(world.lanHost).get(world.nat.publishedAt(host())),
  });

  /** The client address that the LAN host sees, with a route for the replies. */
  const clientSeenByLanHost = async (container: typeof world.published) => {
    await from(world.lanHost).addRoute(container.address);
    const page = await from(container).get(world.lanHost.url);
    await expect(page).toBeAnsweredBy(world.lanHost);
    return clientAddress(page);
  };

  behaviour(
    'gateway-mode.routed',
    "Gateway mode routed opens a published port at the container's address and binds no host port",
    {
      docs,
      why: 'LAN hosts with a route reach nothing, or the container does not see the addresses of its clients.',
      needs,
      relies: ['gateway-mode'],
      security: openTo(who, "a published port of a routed bridge at the container's address"),
    },
    async () => {
      await expect(probes.direct).toBeAnsweredBy(world.published);
      fact('the client address that the container sees', clientAddress(await probes.direct)).is(
        world.lanHost.host.nic.address,
      );
      const bound = world.published
        .bindings(80)
        .filter(({ HostIp, HostPort }) => HostPort !== '' && !HostIp.includes(':'));
      fact('the bindings on IPv4 addresses of the host in inspect', bound).is([]);
    },
  );

  behaviour(
    'gateway-mode.routed-unpublished',
    'Gateway mode routed blocks unpublished ports for LAN hosts',
    {
      docs,
      why: 'LAN hosts with a route reach every port of the network.',
      needs,
      relies: ['gateway-mode', 'filter'],
      controlsRely: ['peers'],
      security: closedTo(who, 'an unpublished port of a routed bridge'),
    },
    async () => {
      await expect(probes.direct).toBeAnsweredBy(world.published);
      await expect(probes.directUnpublished).toBeBlocked({
        control: probes.inside,
        answeredBy: world.unpublished,
      });
    },
  );

  behaviour(
    'gateway-mode.routed-bridges',
    'A routed bridge opens only published ports to other bridges and cannot reach their containers',
    {
      docs,
      why: 'Routing to one network opens it to all other networks, or opens them to it.',
      needs,
      relies: ['gateway-mode', 'filter'],
      controlsRely: ['peers', 'published-ports', 'from-lan'],
      security: closedTo('a container on another bridge', 'an unpublished port of a routed bridge'),
    },
    async () => {
      await expect(probes.acrossToPublished).toBeAnsweredBy(world.published);
      await expect(probes.acrossToUnpublished).toBeBlocked({
        control: probes.inside,
        answeredBy: world.unpublished,
      });
      await expect(probes.acrossBack).toBeBlocked({ control: probes.natAtHost, answeredBy: world.nat });
    },
  );

  behaviour(
    'gateway-mode.routed-source',
    "LAN hosts see the container's address in gateway mode routed and the host's address in mode nat",
    {
      docs,
      why: 'Networks with well-known addresses are hidden behind the host, or private networks are not.',
      needs,
      relies: ['gateway-mode'],
    },
    async () => {
      const seen = await Promise.all([clientSeenByLanHost(world.published), clientSeenByLanHost(world.nat)]);
      fact('the client addresses that the LAN host sees', seen).is([world.published.address, host()]);
    },
  );
});
