import {
  arrivedAt,
  behaviour,
  closedTo,
  describe,
  engineFiltersIpv6,
  expect,
  expectingNoAnswer,
  fact,
  from,
  fromEngineHost,
  hostAddress6,
  onceDone,
  scenario,
  sharedProbes,
  skipUnlessAnswered,
  skipUnlessOpen,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/create/#internal';
const needs = ['lan-host', 'ipv6', 'engine-firewall-ipv6', 'ip-forwarding'] as const;
const who = 'a container on an internal network';

describe('Containers on an internal network with IPv6', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const internal = network({ driver: 'bridge', internal: true, ipv6: true });
    const ordinary = network({ driver: 'bridge', ipv6: true });
    return {
      internal,
      ordinary,
      inside: nginx({ on: internal }),
      peer: nginx({ on: internal }),
      // nobody on its own network sends anything to it before the hosts and containers outside
      quiet: nginx({ on: internal }),
      outside: nginx({ on: ordinary }),
      outsidePeer: nginx({ on: ordinary }),
      lanHost: lanHost(),
      // only the container inside sends anything to it
      quietLanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => hostAddress6(world.lanHost);
  const onceForwarded = onceDone(() => untilGatewaysAnswer(world.process, world.outside));

  const probes = sharedProbes({
    toLanHost: () =>
      onceForwarded(async () => {
        // what leaves with its own source address is answered only by this route
        await from(world.lanHost).addRoute(world.inside.address6);
        return from(world.inside).reach6(world.lanHost, expectingNoAnswer);
      }),
    toQuietLanHost: () => onceForwarded(() => from(world.inside).reach6(world.quietLanHost, expectingNoAnswer)),
    toHost: () => from(world.inside).reach6(world.process, { at: host(), ...expectingNoAnswer }),
    toOtherBridge: () => onceForwarded(() => from(world.inside).reach6(world.outside, expectingNoAnswer)),
    fromLanHost: () => onceForwarded(() => from(world.lanHost).reachDirectly6(world.quiet)),
    fromOtherBridge: () => onceForwarded(() => from(world.outside).reach6(world.quiet, expectingNoAnswer)),

    outsideToHost: () => onceForwarded(() => from(world.outside).reach6(world.process, { at: host() })),
    peers: () => from(world.inside).reach6(world.peer),
    peersBack: () => from(world.peer).reach6(world.inside),
    page: () => from(world.inside).get(world.peer.url6),
    inOrdinary: () => from(world.outsidePeer).reach6(world.outside),
    lanHost: () => onceForwarded(() => fromEngineHost.reach6(world.lanHost)),
    byRoute: () =>
      onceForwarded(() => from(world.lanHost).getDirectly(`http://[${world.outside.gateway6}]:${world.process.port}`)),
  });

  behaviour(
    'ipv6.internal-peers',
    'Containers on an internal network reach each other over IPv6',
    {
      docs,
      why: 'Applications confined to a network prefer IPv6 and time out.',
      needs: ['ipv6'],
      relies: ['peers-ipv6'],
    },
    async () => {
      await expect(probes.peers).toBeOpen();
      await expect(probes.peersBack).toBeOpen();
    },
  );

  behaviour(
    'ipv6.internal-no-egress',
    'A container on an internal network cannot reach LAN hosts or other bridges over IPv6',
    {
      docs,
      why: 'Applications that were confined to keep data inside can send it out over IPv6.',
      needs: [...needs, 'ipv6-to-lan'],
      relies: ['internal'],
      controlsRely: ['peers-ipv6'],
      security: closedTo(who, 'a LAN host or a container on another bridge over IPv6'),
    },
    async () => {
      if (!engineFiltersIpv6()) await skipUnlessAnswered('host-forwards-ipv6', probes.page, world.peer);
      const { quietLanHost } = world;
      const toQuiet = await probes.toQuietLanHost;
      // an answer would need a way back
      fact('the ways by which packets arrive at a LAN host', await arrivedAt(quietLanHost, 6)).is([]);
      await expect(toQuiet).toBeClosed({ control: fromEngineHost.reach6(quietLanHost) });
      await expect(probes.toLanHost).toBeClosed({ control: probes.lanHost });
      await expect(probes.toOtherBridge).toBeClosed({ control: probes.inOrdinary });
    },
  );

  behaviour(
    'ipv6.internal-host-address',
    "A container on an internal network cannot reach host processes at the host's IPv6 address",
    {
      docs,
      why: "A confined container reaches the host's services over IPv6: SSH, databases, the engine itself.",
      needs: [...needs, 'host-accepts-containers'],
      relies: ['internal'],
      controlsRely: ['host-ports'],
      security: closedTo(who, "a process of the engine's host at the host's IPv6 address"),
    },
    async () => {
      await skipUnlessOpen('host-accepts-containers', probes.outsideToHost);
      await expect(probes.toHost).toBeClosed({ control: probes.outsideToHost });
    },
  );

  behaviour(
    'ipv6.internal-no-ingress',
    'LAN hosts and containers on other bridges cannot reach an internal network over IPv6',
    {
      docs,
      why: 'A database hidden on an internal network is open over IPv6, perhaps to the whole Internet.',
      needs: [...needs, 'lan-route'],
      relies: ['filter-ipv6'],
      controlsRely: ['peers-ipv6'],
      security: closedTo('a LAN host', 'a container on an internal network over IPv6'),
    },
    async () => {
      await skipUnlessAnswered('host-accepts-lan', probes.byRoute, world.process);
      const { quiet, peer } = world;
      const [fromLan, fromOther] = [await probes.fromLanHost, await probes.fromOtherBridge];
      // an answer would need a way back, which the container lacks
      fact('the ways by which packets arrive from outside', await arrivedAt(quiet, 6)).is([]);
      const control = await from(peer).reach6(quiet);
      await expect(fromLan).toBeClosed({ control });
      await expect(fromOther).toBeClosed({ control });
    },
  );
});
