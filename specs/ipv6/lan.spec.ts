import {
  UDP_PORT,
  LARGE_BODY_BYTES,
  behaviour,
  clientAddress,
  closedTo,
  describe,
  engineFiltersIpv6,
  expect,
  fact,
  from,
  hostAddress6,
  onceDone,
  scenario,
  sharedProbes,
  skipUnlessAnswered,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/port-publishing/#direct-routing';
const needs = ['lan-host', 'ipv6', 'engine-firewall-ipv6', 'ip-forwarding'] as const;
const routed = [...needs, 'lan-route'] as const;
const who = 'a LAN host';

/** The discard protocol, which no host of the suite has. */
const CLOSED_PORT = 9;

describe('Containers with IPv6, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const bridge = network({ driver: 'bridge', ipv6: true });
    return {
      bridge,
      unpublished: nginx({ on: bridge }),
      // the LAN host has no route to it
      client: nginx({ on: bridge }),
      published: nginx({ on: bridge, publish: 80, publishUdp: UDP_PORT }),
      onLoopback: nginx({ on: bridge, publish: 80, publishUdp: UDP_PORT, publishOn: ['127.0.0.1', '::1'] }),
      restarted: nginx({ on: bridge, publish: 80, publishUdp: UDP_PORT }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  type Container = typeof world.published;
  const host = () => hostAddress6(world.lanHost);
  const processAt = (address: string) => `http://[${address}]:${world.process.port}`;
  const onceForwarded = onceDone(() => untilGatewaysAnswer(world.process, world.published));
  const direct = (container: Container) => onceForwarded(() => from(world.lanHost).reachDirectly6(container));
  const udpAtHost = (container: Container) =>
    onceForwarded(() => from(world.lanHost).datagram(host(), container.hostPort6(UDP_PORT, 'udp')));
  const directUdp = ({ address6 }: Container) =>
    onceForwarded(() => from(world.lanHost).datagramDirectly(address6, UDP_PORT));
  const peerUdp = ({ address6 }: Container) => from(world.unpublished).datagram(address6, UDP_PORT);
  const published = (at: () => string) =>
    onceForwarded(() => from(world.lanHost).getDirectly(world.published.publishedAt(at())));

  const probes = sharedProbes({
    process: () => from(world.lanHost).get(processAt(host())),
    byRoute: () => onceForwarded(() => from(world.lanHost).getDirectly(processAt(world.published.gateway6))),
    toUnpublished: () => from(world.published).reach6(world.unpublished),
    toPublished: () => from(world.unpublished).reach6(world.published),
    toLoopback: () => from(world.unpublished).reach6(world.onLoopback),
    toPublishedUdp: () => peerUdp(world.published),
    toLoopbackUdp: () => peerUdp(world.onLoopback),

    published: () => onceForwarded(() => from(world.lanHost).get(world.published.publishedAt(host()))),
    publishedLarge: () => onceForwarded(() => from(world.lanHost).get(`${world.published.publishedAt(host())}/large`)),
    publishedUdp: () => udpAtHost(world.published),
    publishedAtGateway: () => published(() => world.published.gateway6),
    publishedDirect: () => direct(world.published),
    unpublishedDirect: () => direct(world.unpublished),
    loopbackDirect: () => direct(world.onLoopback),
    publishedDirectUdp: () => directUdp(world.published),
    loopbackDirectUdp: () => directUdp(world.onLoopback),
    inside: () => from(world.unpublished).get(world.published.url6),
    out: () => onceForwarded(() => from(world.client).reach6(world.lanHost)),
    outPage: () => onceForwarded(() => from(world.client).get(world.lanHost.url6)),
    outUdp: () =>
      onceForwarded(() => from(world.client).datagram(world.lanHost.host.nic.address6, world.lanHost.others.udpPort)),
  });

  behaviour(
    'ipv6.lan-published',
    "LAN hosts reach a published port at the host's IPv6 address, and the container sees their addresses",
    { docs, why: 'Logs, rate limits and allow-lists see one address for all IPv6 clients.', needs },
    async () => {
      if (!engineFiltersIpv6()) await skipUnlessAnswered('host-accepts-lan', probes.process, world.process);
      await expect(probes.published).toBeAnsweredBy(world.published);
      await expect(probes.publishedLarge).toBeAnsweredBy(world.published, { status: 200 });
      await expect(probes.publishedUdp).toBeAnsweredBy(world.published);
      const { address6 } = world.lanHost.host.nic;
      fact('the client address that the container sees', clientAddress(await probes.published)).is(address6);
      fact('the client address of the datagram', clientAddress(await probes.publishedUdp)).is(address6);
    },
  );

  behaviour(
    'ipv6.lan-published-restarted',
    'LAN hosts reach a published port over IPv6 again after a restart, and the container sees their addresses',
    { docs, why: 'A restarted service is reached over IPv4 alone, or logs one address for all IPv6 clients.', needs },
    async () => {
      if (!engineFiltersIpv6()) await skipUnlessAnswered('host-accepts-lan', probes.process, world.process);
      const { restarted, lanHost } = world;
      await restarted.restart();
      const page = await onceForwarded(() => from(lanHost).get(restarted.publishedAt(host())));
      const datagram = await udpAtHost(restarted);
      await expect(page).toBeAnsweredBy(restarted);
      await expect(datagram).toBeAnsweredBy(restarted);
      const { address6 } = lanHost.host.nic;
      fact('the client address that the container sees', clientAddress(page)).is(address6);
      fact('the client address of the datagram', clientAddress(datagram)).is(address6);
    },
  );

  behaviour(
    'ipv6.lan-published-everywhere',
    'A published port is open at every IPv6 address of the host, that of the gateway included',
    { docs, why: 'Clients reach a service at some of the IPv6 addresses of the host only.', needs: routed },
    async () => {
      await skipUnlessAnswered('host-accepts-lan', probes.process, world.process);
      await expect(probes.published).toBeAnsweredBy(world.published);
      await expect(probes.publishedAtGateway).toBeAnsweredBy(world.published);
    },
  );

  behaviour(
    'ipv6.lan-unpublished-direct',
    'LAN hosts with a route to the container cannot reach a container without a published port over IPv6',
    {
      docs,
      needs: routed,
      relies: ['filter-ipv6'],
      controlsRely: ['peers-ipv6'],
      why: 'Enabling IPv6 opens every port of every container, perhaps to the whole Internet.',
      security: closedTo(who, 'an unpublished port over IPv6'),
    },
    async () => {
      await skipUnlessAnswered('host-accepts-lan', probes.byRoute, world.process);
      await expect(probes.unpublishedDirect).toBeClosed({ control: probes.toUnpublished });
    },
  );

  behaviour(
    'ipv6.lan-published-direct',
    "LAN hosts with a route cannot reach published or other ports at the container's IPv6 address",
    {
      docs,
      needs: routed,
      relies: ['filter-ipv6', 'published-direct-ipv6'],
      controlsRely: ['peers-ipv6'],
      why: 'Clients bypass a firewall rule for the host port by connecting to the container port over IPv6.',
      security: closedTo(who, "a published port at the container's IPv6 address"),
    },
    async () => {
      await skipUnlessAnswered('host-accepts-lan', probes.byRoute, world.process);
      await expect(probes.publishedDirect).toBeClosed({ control: probes.toPublished });
      await expect(probes.publishedDirectUdp).toBeBlocked({
        control: probes.toPublishedUdp,
        answeredBy: world.published,
      });
    },
  );

  behaviour(
    'ipv6.lan-loopback-direct',
    "A port published on [::1] is blocked for LAN hosts that route to the container's IPv6 address",
    {
      docs,
      needs: routed,
      relies: ['filter-ipv6', 'published-direct-ipv6'],
      controlsRely: ['peers-ipv6'],
      why: 'A service published for this machine only is open to every host with an IPv6 route to the container.',
      security: closedTo(who, "a port published on [::1] at the container's IPv6 address"),
    },
    async () => {
      await skipUnlessAnswered('host-accepts-lan', probes.byRoute, world.process);
      await expect(probes.loopbackDirect).toBeClosed({ control: probes.toLoopback });
      await expect(probes.loopbackDirectUdp).toBeBlocked({
        control: probes.toLoopbackUdp,
        answeredBy: world.onLoopback,
      });
    },
  );

  behaviour(
    'ipv6.egress',
    "A container reaches LAN hosts over IPv6, masqueraded as the engine's host",
    { docs, why: 'Containers with private IPv6 addresses prefer IPv6 and reach nothing.', needs },
    async () => {
      if (!engineFiltersIpv6()) await skipUnlessAnswered('host-forwards-ipv6', probes.inside, world.published);
      const { client, lanHost } = world;
      const page = await probes.outPage;
      await expect(probes.out).toBeOpen();
      await expect(page).toBeAnsweredBy(lanHost);
      fact('the client address that the LAN host sees', clientAddress(page)).is(host());
      if (page.kind !== 'answered') return;
      const { bytes } = await from(client).digest(`${lanHost.url6}/large`);
      fact('the length of a page that the container loads', bytes).is(LARGE_BODY_BYTES);
    },
  );

  behaviour(
    'ipv6.errors',
    'Containers get the error that a LAN host sends over IPv6 because nothing listens at a port',
    {
      docs: 'https://www.rfc-editor.org/rfc/rfc4443#section-3.1',
      why: 'Clients prefer IPv6, and wait for a timeout before they use IPv4, at every service that is down.',
      needs,
    },
    async () => {
      if (!engineFiltersIpv6()) await skipUnlessAnswered('host-forwards-ipv6', probes.inside, world.published);
      const { client, lanHost } = world;
      const { address6 } = lanHost.host.nic;
      const [page, datagram] = [await probes.outPage, await probes.outUdp];
      await expect(page).toBeAnsweredBy(lanHost);
      await expect(datagram).toBeAnsweredBy(lanHost);
      if (page.kind !== 'answered' || datagram.kind !== 'echoed') return;
      const [reset, refused] = await Promise.all([
        from(client).get(`http://[${address6}]:${CLOSED_PORT}`),
        from(client).datagram(address6, CLOSED_PORT),
      ]);
      await expect(reset).toBeRefused({ control: page, answeredBy: lanHost });
      await expect(refused).toBeRefused({ control: datagram, answeredBy: lanHost });
    },
  );
});
