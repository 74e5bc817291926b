import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  from,
  hostAddress,
  openTo,
  scenario,
  sharedProbes,
  skipUnlessOpen,
} from '../../helpers/behaviour/index.ts';
import { gatewayOf } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/create/#internal';
const needs = ['lan-host', 'host-accepts-containers'] as const;
const who = 'a container on an internal network';
const UDP = 53;

describe("A container on an internal network, and the engine's host", () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const [internal, ordinary] = [network({ driver: 'bridge', internal: true }), network({ driver: 'bridge' })];
    return {
      internal,
      ordinary,
      inside: nginx({ on: internal }),
      outside: nginx({ on: ordinary, publish: 80, publishUdp: UDP }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => hostAddress(world.lanHost);
  const gateway = async () => gatewayOf(await world.internal.inspect());

  const probes = sharedProbes({
    toHost: () => from(world.inside).reach(world.process, { at: host(), ...expectingNoAnswer }),
    toGateway: async () => from(world.inside).reach(world.process, { at: await gateway(), ...expectingNoAnswer }),
    toPublished: () => from(world.inside).get(world.outside.publishedAt(host()), expectingNoAnswer),
    toPublishedAtGateway: async () =>
      from(world.inside).get(world.outside.publishedAt(await gateway()), expectingNoAnswer),
    toPublishedUdp: () => from(world.inside).datagram(host(), world.outside.hostPort(UDP, 'udp'), expectingNoAnswer),
    toPublishedUdpAtGateway: async () =>
      from(world.inside).datagram(await gateway(), world.outside.hostPort(UDP, 'udp'), expectingNoAnswer),

    outsideToHost: () => from(world.outside).reach(world.process, { at: host() }),
    outsideFromLanHost: () => from(world.lanHost).get(world.outside.publishedAt(host())),
    outsideUdpFromLanHost: () => from(world.lanHost).datagram(host(), world.outside.hostPort(UDP, 'udp')),
  });

  behaviour(
    'internal.other-published',
    'A container on an internal network cannot reach ports published from other networks',
    {
      docs,
      why: 'A confined container reaches the outside through any published service.',
      needs: [...needs, 'engine-firewall', 'ip-forwarding'],
      relies: ['internal', 'filter'],
      controlsRely: ['published-ports', 'from-lan'],
      security: closedTo(who, 'a port published from another network'),
    },
    async () => {
      const control = { control: probes.outsideFromLanHost, answeredBy: world.outside };
      await expect(probes.toPublished).toBeBlocked(control);
      await expect(probes.toPublishedAtGateway).toBeBlocked(control);
      const udp = { control: probes.outsideUdpFromLanHost, answeredBy: world.outside };
      await expect(probes.toPublishedUdp).toBeBlocked(udp);
      await expect(probes.toPublishedUdpAtGateway).toBeBlocked(udp);
    },
  );

  behaviour(
    'internal.host-address',
    "A container on an internal network cannot reach host processes at the host's LAN address",
    {
      docs,
      why: "A confined container reaches the host's services: SSH, databases, the engine itself.",
      needs,
      relies: ['internal', 'internal-route'],
      controlsRely: ['host-ports'],
      security: closedTo(who, "a process of the engine's host at the host's LAN address"),
    },
    async () => {
      await skipUnlessOpen('host-accepts-containers', probes.outsideToHost);
      await expect(probes.toHost).toBeClosed({ control: probes.outsideToHost });
    },
  );

  behaviour(
    'internal.host-gateway',
    "By default, a container on an internal network reaches host processes at the gateway's address",
    {
      docs,
      why: 'Confined containers lose the services of the host that they use at the gateway, such as a proxy.',
      needs,
      relies: ['host-ports', 'bridge-gateway'],
      security: openTo(who, "a process of the engine's host at the gateway's address"),
    },
    async () => {
      await skipUnlessOpen('host-accepts-containers', probes.outsideToHost);
      await expect(probes.toGateway).toBeOpen();
    },
  );
});
