import {
  behaviour,
  clientSeen,
  closedTo,
  describe,
  expect,
  fact,
  from,
  fromEngineHost,
  openTo,
  requireOpen,
  scenario,
  NO_ANSWER_TIMEOUT_MS,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/#options';
const needs = ['gateway-modes', 'root-on-engine-host', 'engine-firewall', 'ip-forwarding'] as const;
const who = 'a LAN host';
const within = { withinMs: NO_ANSWER_TIMEOUT_MS };
const mode = (name: string) => ({ 'com.docker.network.bridge.gateway_mode_ipv4': name });

describe('Bridges with different gateway modes', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const routed = network({ driver: 'bridge', options: mode('routed') });
    const unprotected = network({ driver: 'bridge', options: mode('nat-unprotected') });
    const isolated = network({ driver: 'bridge', internal: true, options: mode('isolated') });
    const nat = network({ driver: 'bridge', options: mode('nat') });
    return {
      routed,
      routedPublished: nginx({ on: routed, publish: 80 }),
      routedUnpublished: nginx({ on: routed }),
      unprotected,
      unprotectedUnpublished: nginx({ on: unprotected }),
      isolated,
      isolatedOne: nginx({ on: isolated }),
      isolatedOther: nginx({ on: isolated }),
      nat,
      natPublished: nginx({ on: nat, publish: 80 }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => world.lanHost.engineAddress ?? '';
  const direct = (url: string) => from(world.lanHost).get(url, { ...within, via: host() });

  const probes = sharedProbes({
    routedPublished: () => direct(world.routedPublished.url),
    routedUnpublished: () => direct(world.routedUnpublished.url),
    routedInside: () => from(world.routedPublished).get(world.routedUnpublished.url),
    acrossToPublished: () => from(world.natPublished).get(world.routedPublished.url),
    acrossToUnpublished: () => from(world.natPublished).get(world.routedUnpublished.url, within),
    acrossBack: () => from(world.routedPublished).get(world.natPublished.url, within),
    unprotected: () => direct(world.unprotectedUnpublished.url),
    natDirect: () => direct(world.natPublished.url),
    natByHost: () => from(world.lanHost).get(`http://${host()}:${world.natPublished.hostPort()}`),
    isolatedPeer: () => from(world.isolatedOne).get(world.isolatedOther.url),
    isolatedToHost: () => from(world.isolatedOne).get(`http://${host()}:${world.process.port}`, within),
    isolatedFromHost: () => fromEngineHost.get(world.isolatedOne.url, within),
    isolatedItself: () => from(world.isolatedOther).get(world.isolatedOne.url),
    process: () => from(world.lanHost).get(`http://${host()}:${world.process.port}`),
  });

  /** What the other host sees a container by that routes to it, and has a way back. */
  const seenBeyond = async (container: typeof world.routedPublished) => {
    await world.lanHost.host.route(container.address, host());
    const page = await from(container).get(world.lanHost.url);
    await expect(page).toBeAnsweredBy(world.lanHost);
    return clientSeen(page);
  };

  behaviour(
    'gateway-mode.nat',
    "Gateway mode nat opens a published port at the host's address, not at the container's address",
    {
      docs,
      why: 'Users who set the default mode explicitly get less protection than the default.',
      needs,
      relies: ['filter', 'published-direct'],
      controlsRely: ['published-ports', 'from-lan'],
      security: closedTo(who, "a published port of a nat bridge at the container's address"),
    },
    async () => {
      await expect(probes.natDirect).toBeBlocked({ control: probes.natByHost, answeredBy: world.natPublished });
    },
  );

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
      await expect(probes.routedPublished).toBeAnsweredBy(world.routedPublished);
      fact('the client address that the container sees', clientSeen(await probes.routedPublished)).is(
        world.lanHost.host.nic.address,
      );
      const bound = world.routedPublished
        .bindings(80)
        .filter(({ HostIp, HostPort }) => HostPort !== '' && !HostIp.includes(':'));
      fact('the bindings on IPv4 addresses of the host in inspect', bound).is([]);
    },
  );

  behaviour(
    'gateway-mode.routed-unpublished',
    'Gateway mode routed blocks unpublished ports',
    {
      docs,
      why: 'LAN hosts with a route reach every port of the network.',
      needs,
      relies: ['gateway-mode', 'filter'],
      controlsRely: ['peers'],
      security: closedTo(who, 'an unpublished port of a routed bridge'),
    },
    async () => {
      await expect(probes.routedPublished).toBeAnsweredBy(world.routedPublished);
      await expect(probes.routedUnpublished).toBeBlocked({
        control: probes.routedInside,
        answeredBy: world.routedUnpublished,
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
      await expect(probes.acrossToPublished).toBeAnsweredBy(world.routedPublished);
      await expect(probes.acrossToUnpublished).toBeBlocked({
        control: probes.routedInside,
        answeredBy: world.routedUnpublished,
      });
      await expect(probes.acrossBack).toBeBlocked({ control: probes.natByHost, answeredBy: world.natPublished });
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
      const seen = await Promise.all([seenBeyond(world.routedPublished), seenBeyond(world.natPublished)]);
      fact('the client addresses that the LAN host sees', seen).is([world.routedPublished.address, host()]);
    },
  );

  behaviour(
    'gateway-mode.nat-unprotected',
    'Gateway mode nat-unprotected opens every container port to LAN hosts with a route',
    {
      docs,
      why: 'Users who relied on open container ports before Docker Engine 28 cannot get them back.',
      needs,
      relies: ['gateway-mode'],
      security: openTo(who, 'an unpublished port of a nat-unprotected bridge'),
    },
    async () => {
      await expect(probes.unprotected).toBeAnsweredBy(world.unprotectedUnpublished);
    },
  );

  behaviour(
    'gateway-mode.isolated',
    'In gateway mode isolated, the host has no address on the bridge and no connection to its containers',
    {
      docs,
      why: "Isolated containers reach the host's services through the bridge.",
      needs,
      relies: ['gateway-mode'],
      security: closedTo('a container on an isolated bridge', "a process of the engine's host, or is reached by it"),
    },
    async () => {
      await expect(probes.isolatedPeer).toBeAnsweredBy(world.isolatedOther);
      await requireOpen('host-accepts-lan', probes.process, world.process);
      await expect(probes.isolatedToHost).toBeBlocked({ control: probes.process, answeredBy: world.process });
      await expect(probes.isolatedFromHost).toBeBlocked({
        control: probes.isolatedItself,
        answeredBy: world.isolatedOne,
      });
      const { IPAM } = await world.isolated.inspect();
      const onHost = (await fromEngineHost.addresses()).map(({ address }) => address);
      const gateway = IPAM?.Config?.[0]?.Gateway ?? '';
      fact('the addresses of the host', onHost).satisfies(
        `without the gateway of the network, ${gateway}`,
        (addresses) => !addresses.includes(gateway),
      );
    },
  );
});
