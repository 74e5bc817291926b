import {
  UDP_PORT,
  behaviour,
  closedTo,
  describe,
  engineFiltersIpv6,
  eventually,
  expect,
  expectingNoAnswer,
  from,
  hostAddress6,
  onceDone,
  scenario,
  sharedProbes,
  skipUnlessAnswered,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';
import { firstAddressOf } from '../../helpers/behaviour/subnet.ts';

const docs = 'https://docs.docker.com/reference/cli/docker/network/create/#internal';
const needs = [
  'lan-host',
  'ipv6',
  'engine-firewall',
  'engine-firewall-ipv6',
  'ip-forwarding',
  'host-accepts-containers',
] as const;
const who = 'a container on an internal network';

describe('A container on an internal network with IPv6, and ports published from other networks', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const internal = network({ driver: 'bridge', internal: true, ipv6: true });
    const ordinary = network({ driver: 'bridge', ipv6: true });
    const plain = network({ driver: 'bridge' });
    return {
      internal,
      ordinary,
      plain,
      inside: nginx({ on: internal }),
      // Podman publishes on IPv6 addresses only where they are named
      outside: nginx({ on: ordinary, publish: 80, publishUdp: UDP_PORT, publishOn: '::' }),
      withoutIpv6: nginx({ on: plain, publish: 80 }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => hostAddress6(world.lanHost);
  const gateway = () => firstAddressOf(world.internal);
  const udpPort = () => world.outside.hostPort6(UDP_PORT, 'udp');
  const processAt = (address: string) => `http://[${address}]:${world.process.port}`;
  const processAtGateway = () => from(world.inside).get(processAt(gateway()));
  /** A gateway is silent for a second or two after its bridge is up, whatever the engine blocks. */
  const onceGatewaysAnswer = onceDone(async () => {
    await untilGatewaysAnswer(world.process, world.outside);
    await eventually(processAtGateway, ({ kind }) => kind === 'answered');
  });
  type Container = typeof world.outside;
  const page = (container: Container, address: () => string) =>
    onceGatewaysAnswer(() => from(world.inside).get(container.publishedAt(address()), expectingNoAnswer));
  const datagram = (address: () => string) =>
    onceGatewaysAnswer(() => from(world.inside).datagram(address(), udpPort(), expectingNoAnswer));
  const pageFromLanHost = (container: Container) =>
    onceGatewaysAnswer(() => from(world.lanHost).get(container.publishedAt(host())));

  const probes = sharedProbes({
    process: () => from(world.lanHost).get(processAt(host())),
    processAtGateway: () => onceGatewaysAnswer(processAtGateway),
    atHost: () => page(world.outside, host),
    atGateway: () => page(world.outside, gateway),
    udpAtHost: () => datagram(host),
    udpAtGateway: () => datagram(gateway),
    fromLanHost: () => pageFromLanHost(world.outside),
    udpFromLanHost: () => onceGatewaysAnswer(() => from(world.lanHost).datagram(host(), udpPort())),
    ipv4AtHost: () => page(world.withoutIpv6, host),
    ipv4AtGateway: () => page(world.withoutIpv6, gateway),
    ipv4FromLanHost: () => pageFromLanHost(world.withoutIpv6),
  });

  behaviour(
    'ipv6.internal-other-published',
    'A container on an internal network cannot reach ports over IPv6 that other IPv6 networks publish',
    {
      docs,
      why: 'A confined container reaches the outside through any service that is published over IPv6.',
      needs,
      relies: ['internal', 'filter-ipv6', 'published-ports-ipv6'],
      security: closedTo(who, 'a port published from another network with IPv6'),
    },
    async () => {
      if (!engineFiltersIpv6()) await skipUnlessAnswered('host-accepts-lan', probes.process, world.process);
      await skipUnlessAnswered('host-accepts-containers', probes.processAtGateway, world.process);
      const [answer, reply] = await Promise.all([probes.fromLanHost, probes.udpFromLanHost]);
      await expect(answer).toBeAnsweredBy(world.outside);
      await expect(reply).toBeAnsweredBy(world.outside);
      // a port that is closed to everybody proves nothing
      if (answer.kind !== 'answered' || reply.kind !== 'echoed') return;
      const control = { control: answer, answeredBy: world.outside };
      await expect(probes.atHost).toBeBlocked(control);
      await expect(probes.atGateway).toBeBlocked(control);
      const udp = { control: reply, answeredBy: world.outside };
      await expect(probes.udpAtHost).toBeBlocked(udp);
      await expect(probes.udpAtGateway).toBeBlocked(udp);
    },
  );

  behaviour(
    'ipv6.internal-other-published-ipv4',
    'A container on an internal network cannot reach ports over IPv6 that IPv4 networks publish',
    {
      docs,
      why: 'A confined container with IPv6 reaches the outside through any published service.',
      needs: [...needs, 'default-host-address'],
      relies: ['internal', 'published-ports-ipv6'],
      security: closedTo(who, 'a port published from a network without IPv6'),
    },
    async () => {
      const control = { control: probes.ipv4FromLanHost, answeredBy: world.withoutIpv6 };
      // the userland proxy is a process of the host
      await skipUnlessAnswered('host-accepts-lan', probes.process, world.process);
      await skipUnlessAnswered('host-accepts-containers', probes.processAtGateway, world.process);
      await expect(probes.ipv4AtHost).toBeBlocked(control);
      await expect(probes.ipv4AtGateway).toBeBlocked(control);
    },
  );
});
