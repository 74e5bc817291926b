import {
  arrivedAt,
  behaviour,
  clientAddress,
  closedTo,
  defaultBridge,
  describe,
  expect,
  expectNoHostPort,
  expectingNoAnswer,
  fact,
  from,
  fromEngineHost,
  hostAddress,
  nonEmpty,
  scenario,
  sharedProbes,
  skipUnlessAnswered,
} from '../../helpers/behaviour/index.ts';
import { gatewayOf } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/create/#internal';
const needs = ['lan-host'] as const;
const who = 'a container on an internal network';

describe('Containers on an internal network', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const [internal, ordinary] = [network({ driver: 'bridge', internal: true }), network({ driver: 'bridge' })];
    return {
      internal,
      ordinary,
      inside: nginx({ on: internal }),
      peer: nginx({ on: internal, publish: 80, publishAt: 'drawn' }),
      // nobody on its own network sends anything to it before the containers outside
      quiet: nginx({ on: internal }),
      outside: nginx({ on: ordinary, publish: 80 }),
      onDefault: nginx({ on: defaultBridge }),
      lanHost: lanHost(),
      // only the container inside sends anything to it
      quietLanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => hostAddress(world.lanHost);
  const gateway = async () => gatewayOf(await world.internal.inspect());

  const probes = sharedProbes({
    toLanHost: () => from(world.inside).reach(world.lanHost, expectingNoAnswer),
    toQuietLanHost: () => from(world.inside).reach(world.quietLanHost, expectingNoAnswer),
    toOtherBridge: () => from(world.inside).reach(world.outside, expectingNoAnswer),
    toDefaultBridge: () => from(world.inside).reach(world.onDefault, expectingNoAnswer),
    fromLanHost: () => from(world.lanHost).reachDirectly(world.quiet),
    fromDefaultBridge: () => from(world.onDefault).reach(world.quiet, expectingNoAnswer),
    fromOtherBridge: () => from(world.outside).reach(world.quiet, expectingNoAnswer),
    toHostPort: () => from(world.lanHost).get(`http://${host()}:${world.peer.fixedHostPort}`, expectingNoAnswer),

    peers: () => from(world.inside).reach(world.peer),
    back: () => from(world.peer).reach(world.inside),
    page: () => from(world.inside).get(world.peer.url),
    fromHost: () => fromEngineHost.reach(world.peer),
    outsideToLanHost: () => from(world.outside).reach(world.lanHost),
    outsideFromLanHost: () => from(world.lanHost).get(world.outside.publishedAt(host())),
    outsideFromHost: () => fromEngineHost.reach(world.outside),
    onDefaultFromHost: () => fromEngineHost.reach(world.onDefault),
    // the host itself answers at the gateway, by the same kind of route
    byRoute: async () => from(world.lanHost).getDirectly(`http://${await gateway()}:${world.process.port}`),
  });

  behaviour(
    'internal.no-egress',
    'A container on an internal network cannot reach LAN hosts',
    {
      docs,
      why: 'Applications that were confined to keep data inside can send it out.',
      needs: [...needs, 'engine-firewall', 'ip-forwarding'],
      relies: ['internal', 'internal-route', 'peers'],
      controlsRely: ['egress-tcp'],
      security: closedTo(who, 'a LAN host'),
    },
    async () => {
      const { outside, quietLanHost } = world;
      const toQuiet = await probes.toQuietLanHost;
      // an answer would need a way back
      fact('the ways by which packets arrive at a LAN host', await arrivedAt(quietLanHost)).is([]);
      await expect(toQuiet).toBeClosed({ control: from(outside).reach(quietLanHost) });
      await expect(probes.toLanHost).toBeClosed({ control: probes.outsideToLanHost });
      await expect(probes.peers).toBeOpen();
    },
  );

  behaviour(
    'internal.no-ingress',
    'LAN hosts and containers on other bridges cannot reach a container on an internal network',
    {
      docs,
      why: 'A database hidden on an internal network is open to the office LAN.',
      needs: [...needs, 'engine-firewall', 'ip-forwarding', 'lan-route'],
      relies: ['filter'],
      controlsRely: ['default-bridge', 'published-ports', 'from-lan', 'peers'],
      security: closedTo('a LAN host', 'a container on an internal network'),
    },
    async () => {
      await skipUnlessAnswered('host-accepts-lan', probes.byRoute, world.process);
      const { quiet, peer } = world;
      const fromOutside = [await probes.fromLanHost, await probes.fromOtherBridge, await probes.fromDefaultBridge];
      // an answer would need a way back, which the container lacks
      fact('the ways by which packets arrive from outside', await arrivedAt(quiet)).is([]);
      const control = await from(peer).reach(quiet);
      for (const table of nonEmpty('the tables', fromOutside)) await expect(table).toBeClosed({ control });
    },
  );

  behaviour(
    'internal.peers',
    "Containers on an internal network reach each other, and the engine's host reaches them",
    {
      docs,
      why: 'Containers on an internal network cannot communicate, or the host cannot reach their databases.',
      needs: ['host-network', 'visible-bridges'],
      relies: ['peers', 'inspect-address', 'peer-address'],
    },
    async () => {
      await expect(probes.peers).toBeOpen();
      await expect(probes.back).toBeOpen();
      await expect(probes.fromHost).toBeOpen();
      fact('the client address that the peer sees', clientAddress(await probes.page)).is(world.inside.address);
    },
  );

  behaviour(
    'internal.other-bridge',
    'A container on an internal network cannot reach containers on other bridges',
    {
      docs,
      why: 'A confined container reaches the outside through a container that is not confined.',
      needs: ['host-network', 'visible-bridges', 'engine-firewall', 'ip-forwarding'],
      relies: ['internal-route'],
      controlsRely: ['default-bridge', 'docker0-traffic', 'inspect-address'],
      security: closedTo(who, 'a container on another bridge'),
    },
    async () => {
      await expect(probes.toOtherBridge).toBeClosed({ control: probes.outsideFromHost });
      await expect(probes.toDefaultBridge).toBeClosed({ control: probes.onDefaultFromHost });
    },
  );

  behaviour(
    'internal.publishes-nothing',
    'Publishing a port of a container on an internal network binds no host port',
    {
      docs,
      why: 'A port published by mistake breaks the confinement.',
      needs: [...needs, 'ip-forwarding'],
      relies: ['internal', 'peers'],
      controlsRely: ['published-ports', 'from-lan'],
      security: closedTo('a LAN host', 'a port published from an internal network'),
    },
    async () => {
      await expect(probes.toHostPort).toBeBlocked({ control: probes.outsideFromLanHost, answeredBy: world.outside });
      await expect(probes.peers).toBeOpen();
      fact('the bindings of the port to publish in inspect', world.peer.bindings(80)).is([]);
      await expectNoHostPort(world.peer, { control: world.outside });
    },
  );
});
