import { randomInt } from 'node:crypto';
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
  scenario,
  NO_ANSWER_TIMEOUT_MS,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/create/#internal';
const needs = ['root-on-engine-host'] as const;
const who = 'a container on an internal network';
/** A port of the host that nobody else listens on; drawn, so that no fixed port is needed. */
const hostPort = randomInt(20_000, 32_000);

const within = { withinMs: NO_ANSWER_TIMEOUT_MS };

describe('Containers on an internal network', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const [internal, ordinary] = [network({ driver: 'bridge', internal: true }), network({ driver: 'bridge' })];
    return {
      internal,
      ordinary,
      inside: nginx({ on: internal }),
      peer: nginx({ on: internal, publish: 80, publishAt: hostPort }),
      outside: nginx({ on: ordinary, publish: 80 }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => world.lanHost.engineAddress ?? '';
  const gateway = async () => (await world.internal.inspect()).IPAM?.Config?.[0]?.Gateway ?? '';
  const processAt = (address: string) => `http://${address}:${world.process.port}`;
  const publishedAt = (address: string) => `http://${address}:${world.outside.hostPort()}`;

  const probes = sharedProbes({
    out: () => from(world.inside).get(world.lanHost.url, within),
    toOtherBridge: () => from(world.inside).get(world.outside.url, within),
    toHost: () => from(world.inside).get(processAt(host()), within),
    toGateway: async () => from(world.inside).get(processAt(await gateway()), within),
    toPublished: () => from(world.inside).get(publishedAt(host()), within),
    toPublishedAtGateway: async () => from(world.inside).get(publishedAt(await gateway()), within),
    fromLanHost: () => from(world.lanHost).get(world.peer.url, { ...within, via: host() }),
    toItsPort: () => from(world.lanHost).get(`http://${host()}:${hostPort}`, within),
    fromOtherBridge: () => from(world.outside).get(world.peer.url, within),

    peers: () => from(world.inside).get(world.peer.url),
    byHost: () => fromEngineHost.get(world.peer.url),
    lanHostOutside: () => from(world.outside).get(world.lanHost.url),
    hostOfOutside: () => from(world.outside).get(processAt(host())),
    publishedToLanHost: () => from(world.lanHost).get(publishedAt(host())),
    outsideOfItself: () => from(world.outside).get(world.outside.url),
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
      await expect(probes.out).toBeBlocked({ control: probes.lanHostOutside, answeredBy: world.lanHost });
      await expect(probes.peers).toBeAnsweredBy(world.peer);
    },
  );

  behaviour(
    'internal.no-ingress',
    'LAN hosts and containers on other bridges cannot reach a container on an internal network',
    {
      docs,
      why: 'A database hidden on an internal network is open to the office LAN.',
      needs: [...needs, 'engine-firewall', 'ip-forwarding'],
      relies: ['filter'],
      controlsRely: ['published-ports', 'from-lan', 'peers'],
      security: closedTo('a LAN host', 'a container on an internal network'),
    },
    async () => {
      await expect(probes.fromLanHost).toBeBlocked({
        control: probes.publishedToLanHost,
        answeredBy: world.outside,
      });
      await expect(probes.fromOtherBridge).toBeBlocked({ control: probes.peers, answeredBy: world.peer });
    },
  );

  behaviour(
    'internal.peers',
    "Containers on an internal network reach each other, and the engine's host reaches them",
    {
      docs,
      why: 'Containers on an internal network cannot use each other, or the host cannot use their databases.',
      needs: ['engine-on-this-machine'],
      relies: ['peers', 'inspect-address', 'peer-address'],
    },
    async () => {
      await expect(probes.peers).toBeAnsweredBy(world.peer);
      await expect(probes.byHost).toBeAnsweredBy(world.peer);
      fact('the client address that the peer sees', clientSeen(await probes.peers)).is(world.inside.address);
    },
  );

  behaviour(
    'internal.other-bridge',
    'A container on an internal network cannot reach containers on other bridges',
    {
      docs,
      why: 'A confined container reaches the outside through a container that is not confined.',
      needs: ['engine-firewall', 'ip-forwarding'],
      relies: ['internal-route'],
      controlsRely: ['inspect-address'],
      security: closedTo(who, 'a container on another bridge'),
    },
    async () => {
      await expect(probes.toOtherBridge).toBeBlocked({ control: probes.outsideOfItself, answeredBy: world.outside });
    },
  );

  behaviour(
    'internal.other-published',
    'A container on an internal network cannot reach ports published from other networks',
    {
      docs,
      why: 'A confined container reaches the outside through any published service.',
      needs: [...needs, 'engine-firewall', 'ip-forwarding', 'host-accepts-containers'],
      relies: ['internal', 'filter'],
      controlsRely: ['published-ports', 'from-lan'],
      security: closedTo(who, 'a port published from another network'),
    },
    async () => {
      const open = { control: probes.publishedToLanHost, answeredBy: world.outside };
      await expect(probes.toPublished).toBeBlocked(open);
      await expect(probes.toPublishedAtGateway).toBeBlocked(open);
    },
  );

  behaviour(
    'internal.host-address',
    "A container on an internal network cannot reach host processes at the host's LAN address",
    {
      docs,
      why: "A confined container reaches the host's services: SSH, databases, the engine itself.",
      needs: ['root-on-engine-host', 'host-accepts-containers'],
      relies: ['internal', 'internal-route'],
      controlsRely: ['host-ports'],
      security: closedTo(who, "a process of the engine's host at the host's LAN address"),
    },
    async () => {
      await expect(probes.toHost).toBeBlocked({ control: probes.hostOfOutside, answeredBy: world.process });
    },
  );

  behaviour(
    'internal.host-gateway',
    "By default, a container on an internal network reaches host processes at the gateway's address",
    {
      docs,
      why: 'Users who expect the gateway to be closed open host services to confined containers, and users who expect it to be open lose them.',
      needs: ['root-on-engine-host', 'host-accepts-containers'],
      relies: ['host-ports', 'bridge-gateway'],
      security: openTo(who, "a process of the engine's host at the gateway's address"),
    },
    async () => {
      await expect(probes.toGateway).toBeAnsweredBy(world.process);
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
      await expect(probes.toItsPort).toBeBlocked({ control: probes.publishedToLanHost, answeredBy: world.outside });
      await expect(probes.peers).toBeAnsweredBy(world.peer);
      fact('the bindings of the port to publish in inspect', world.peer.bindings(80)).is([]);
    },
  );
});
