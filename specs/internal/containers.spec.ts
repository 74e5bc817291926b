import {
  behaviour,
  clientAddress,
  closedTo,
  describe,
  expect,
  expectNoHostPort,
  expectingNoAnswer,
  fact,
  from,
  fromEngineHost,
  scenario,
  sharedProbes,
  required,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/create/#internal';
const needs = ['root-on-engine-host'] as const;
const who = 'a container on an internal network';

describe('Containers on an internal network', () => {
  const world = scenario(({ network, nginx, lanHost }) => {
    const [internal, ordinary] = [network({ driver: 'bridge', internal: true }), network({ driver: 'bridge' })];
    return {
      internal,
      ordinary,
      inside: nginx({ on: internal }),
      peer: nginx({ on: internal, publish: 80, publishAt: 'drawn' }),
      outside: nginx({ on: ordinary, publish: 80 }),
      lanHost: lanHost(),
    };
  });

  const host = () => required("address of the engine's host on the link", world.lanHost.engineAddress);

  const probes = sharedProbes({
    toLanHost: () => from(world.inside).get(world.lanHost.url, expectingNoAnswer),
    toOtherBridge: () => from(world.inside).get(world.outside.url, expectingNoAnswer),
    fromLanHost: () => from(world.lanHost).getDirectly(world.peer.url),
    fromOtherBridge: () => from(world.outside).get(world.peer.url, expectingNoAnswer),
    toHostPort: () => from(world.lanHost).get(`http://${host()}:${world.peer.fixedHostPort}`, expectingNoAnswer),

    peers: () => from(world.inside).get(world.peer.url),
    fromHost: () => fromEngineHost.get(world.peer.url),
    outsideToLanHost: () => from(world.outside).get(world.lanHost.url),
    outsideFromLanHost: () => from(world.lanHost).get(world.outside.publishedAt(host())),
    outsideItself: () => from(world.outside).get(world.outside.url),
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
      await expect(probes.toLanHost).toBeBlocked({ control: probes.outsideToLanHost, answeredBy: world.lanHost });
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
        control: probes.outsideFromLanHost,
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
      why: 'Containers on an internal network cannot communicate, or the host cannot reach their databases.',
      needs: ['engine-on-this-machine'],
      relies: ['peers', 'inspect-address', 'peer-address'],
    },
    async () => {
      await expect(probes.peers).toBeAnsweredBy(world.peer);
      await expect(probes.fromHost).toBeAnsweredBy(world.peer);
      fact('the client address that the peer sees', clientAddress(await probes.peers)).is(world.inside.address);
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
      await expect(probes.toOtherBridge).toBeBlocked({ control: probes.outsideItself, answeredBy: world.outside });
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
      await expect(probes.peers).toBeAnsweredBy(world.peer);
      fact('the bindings of the port to publish in inspect', world.peer.bindings(80)).is([]);
      await expectNoHostPort(world.peer, { control: world.outside });
    },
  );
});
