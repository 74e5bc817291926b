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
const who = 'a host of the LAN';
const within = { withinMs: NO_ANSWER_TIMEOUT_MS };
const mode = (name: string) => ({ 'com.docker.network.bridge.gateway_mode_ipv4': name });

describe('bridges with a gateway mode', () => {
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

  const asked = sharedProbes({
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
    "nat: a published port is reached at the host's address, and not by a route to the container",
    {
      docs,
      why: 'Whoever asks for the default by its name gets less than the default.',
      needs,
      security: closedTo(who, 'a published port of a nat bridge, by a route to the container'),
    },
    async () => {
      await expect(asked.natDirect).toBeBlocked({ control: asked.natByHost, answeredBy: world.natPublished });
    },
  );

  behaviour(
    'gateway-mode.routed',
    'routed: a published port is reached by a route to the container, and no port of the host is bound for it',
    {
      docs,
      why: 'Hosts with routes to the containers reach nothing, or clients are hidden behind the host.',
      needs,
      security: openTo(who, 'a published port of a routed bridge, by a route to the container'),
    },
    async () => {
      await expect(asked.routedPublished).toBeAnsweredBy(world.routedPublished);
      fact('the address that the container sees', clientSeen(await asked.routedPublished)).is(
        world.lanHost.host.nic.address,
      );
      const bound = world.routedPublished
        .bindings(80)
        .filter(({ HostIp, HostPort }) => HostPort !== '' && !HostIp.includes(':'));
      fact('the ports that inspect shows bound on an IPv4 address of the host', bound).is([]);
    },
  );

  behaviour(
    'gateway-mode.routed-unpublished',
    'routed: a port that is not published is not reached',
    {
      docs,
      why: 'To route to a network opens all of it.',
      needs,
      security: closedTo(who, 'an unpublished port of a routed bridge'),
    },
    async () => {
      await expect(asked.routedPublished).toBeAnsweredBy(world.routedPublished);
      await expect(asked.routedUnpublished).toBeBlocked({
        control: asked.routedInside,
        answeredBy: world.routedUnpublished,
      });
    },
  );

  behaviour(
    'gateway-mode.routed-bridges',
    'routed: other bridges reach what it publishes, and nothing else; it does not reach them',
    {
      docs,
      why: 'To route to a network opens it to all the others, or them to it.',
      needs,
      security: closedTo('a container of another bridge', 'an unpublished port of a routed bridge'),
    },
    async () => {
      await expect(asked.acrossToPublished).toBeAnsweredBy(world.routedPublished);
      await expect(asked.acrossToUnpublished).toBeBlocked({
        control: asked.routedInside,
        answeredBy: world.routedUnpublished,
      });
      await expect(asked.acrossBack).toBeBlocked({ control: asked.natByHost, answeredBy: world.natPublished });
    },
  );

  behaviour(
    'gateway-mode.routed-source',
    'routed: other hosts see a container by its own address, and by that of its host in mode nat',
    { docs, why: 'A network whose addresses are known is hidden behind the host, or a private one is not.', needs },
    async () => {
      const seen = await Promise.all([seenBeyond(world.routedPublished), seenBeyond(world.natPublished)]);
      fact('the addresses that the other host sees', seen).is([world.routedPublished.address, host()]);
    },
  );

  behaviour(
    'gateway-mode.nat-unprotected',
    'nat-unprotected: every port is reached by a route to the container, published or not',
    {
      docs,
      why: 'Who had all ports open by routes before 28 has no way to have that again.',
      needs,
      security: openTo(who, 'an unpublished port of a nat-unprotected bridge'),
    },
    async () => {
      await expect(asked.unprotected).toBeAnsweredBy(world.unprotectedUnpublished);
    },
  );

  behaviour(
    'gateway-mode.isolated',
    'isolated: the host has no address on the bridge, reaches nobody there, and is not reached',
    {
      docs,
      why: "Containers that were isolated reach the host's services by the bridge.",
      needs,
      security: closedTo('a container of an isolated bridge', "a process of the engine's host, or the other way round"),
    },
    async () => {
      await expect(asked.isolatedPeer).toBeAnsweredBy(world.isolatedOther);
      await requireOpen('host-accepts-lan', asked.process, world.process);
      await expect(asked.isolatedToHost).toBeBlocked({ control: asked.process, answeredBy: world.process });
      await expect(asked.isolatedFromHost).toBeBlocked({
        control: asked.isolatedItself,
        answeredBy: world.isolatedOne,
      });
      const { IPAM } = await world.isolated.inspect();
      const onHost = (await fromEngineHost.addresses()).map(({ address }) => address);
      fact('the host has the address of its gateway', onHost.includes(IPAM?.Config?.[0]?.Gateway ?? '')).is(false);
    },
  );
});
