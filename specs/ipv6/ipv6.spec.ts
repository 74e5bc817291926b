import {
  behaviour,
  clientAddress,
  closedTo,
  describe,
  engineFiltersIpv6,
  eventually,
  expect,
  fact,
  from,
  scenario,
  sharedProbes,
  skipUnlessAnswered,
  NO_ANSWER_TIMEOUT_MS,
  required,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/packet-filtering-firewalls/';
const needs = ['root-on-engine-host', 'ipv6', 'engine-firewall-ipv6', 'ip-forwarding'] as const;
const within = { withinMs: NO_ANSWER_TIMEOUT_MS };

describe('Containers with IPv6, and a LAN host', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const [one, other] = [network({ driver: 'bridge', ipv6: true }), network({ driver: 'bridge', ipv6: true })];
    return {
      one,
      other,
      client: nginx({ on: one }),
      peer: nginx({ on: one }),
      unpublished: nginx({ on: other }),
      published: nginx({ on: other, publish: 80 }),
      onLoopback: nginx({ on: other, publish: 80, publishOn: ['127.0.0.1', '::1'] }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => required("IPv6 address of the engine's host on the link", world.lanHost.link?.nic.address6);
  const processAt = (address: string) => `http://[${address}]:${world.process.port}`;

  /** Duplicate address detection keeps a gateway silent for a second or two after its bridge is up. */
  const gatewayAnswers = (client: typeof world.client) =>
    eventually(async () => (await from(client).get(processAt(client.gateway6), within)).kind === 'answered', Boolean);
  let gateways: Promise<unknown> | undefined;
  const onceForwarded = <T>(probe: () => Promise<T>) =>
    (gateways ??= Promise.all([gatewayAnswers(world.client), gatewayAnswers(world.published)])).then(probe);
  const direct = (url: () => string) => onceForwarded(() => from(world.lanHost).getDirectly(url()));

  const probes = sharedProbes({
    inside: () => from(world.client).get(world.peer.url6),
    inOtherToo: () => from(world.unpublished).get(world.published.url6),
    onLoopback: () => from(world.unpublished).get(world.onLoopback.url6),
    process: () => from(world.lanHost).get(processAt(host())),
    inOther: () => from(world.published).get(world.unpublished.url6),
    across: () => onceForwarded(() => from(world.client).get(world.unpublished.url6, within)),
    out: () => onceForwarded(() => from(world.client).get(world.lanHost.url6, { withinMs: 2 * NO_ANSWER_TIMEOUT_MS })),
    published: () => onceForwarded(() => from(world.lanHost).get(world.published.publishedAt(host()))),
    publishedDirect: () => direct(() => world.published.url6),
    unpublishedDirect: () => direct(() => world.unpublished.url6),
    loopbackDirect: () => direct(() => world.onLoopback.url6),
  });

  behaviour(
    'ipv6.bridges-isolated',
    'Containers on different bridges cannot reach each other over IPv6',
    {
      docs,
      needs,
      relies: ['filter-ipv6'],
      why: 'Enabling IPv6 removes the isolation between networks.',
      security: closedTo('a container on another bridge', "a container's port over IPv6"),
    },
    async () => {
      if (!engineFiltersIpv6()) await skipUnlessAnswered('host-forwards-ipv6', probes.inside, world.peer);
      await expect(probes.inside).toBeAnsweredBy(world.peer);
      await expect(probes.across).toBeBlocked({ control: probes.inOther, answeredBy: world.unpublished });
    },
  );

  behaviour(
    'ipv6.lan-published',
    "LAN hosts reach a published port at the host's IPv6 address, and the container sees their addresses",
    { docs, why: 'Logs, rate limits and allow-lists see one address for all IPv6 clients.', needs },
    async () => {
      if (!engineFiltersIpv6()) await skipUnlessAnswered('host-accepts-lan', probes.process, world.process);
      await expect(probes.published).toBeAnsweredBy(world.published);
      const { address6 } = world.lanHost.host.nic;
      fact('the client address that the container sees', clientAddress(await probes.published)).is(address6);
    },
  );

  behaviour(
    'ipv6.lan-unpublished-direct',
    'LAN hosts with a route to the container cannot reach an unpublished port over IPv6',
    {
      docs,
      needs,
      relies: ['filter-ipv6'],
      why: 'Enabling IPv6 opens every port of every container, perhaps to the whole Internet.',
      security: closedTo('a LAN host', 'an unpublished port over IPv6'),
    },
    async () => {
      await skipUnlessAnswered('host-accepts-lan', probes.process, world.process);
      await expect(probes.unpublishedDirect).toBeBlocked({ control: probes.inOther, answeredBy: world.unpublished });
    },
  );

  behaviour(
    'ipv6.lan-published-direct',
    "LAN hosts with a route cannot reach a published port at the container's IPv6 address",
    {
      docs,
      needs,
      relies: ['filter-ipv6', 'published-direct-ipv6'],
      why: 'Clients bypass a firewall rule for the host port by connecting to the container port over IPv6.',
      security: closedTo('a LAN host', "a published port at the container's IPv6 address"),
    },
    async () => {
      await skipUnlessAnswered('host-accepts-lan', probes.process, world.process);
      await expect(probes.publishedDirect).toBeBlocked({ control: probes.inOtherToo, answeredBy: world.published });
    },
  );

  behaviour(
    'ipv6.lan-loopback-direct',
    "A port published on [::1] is blocked for LAN hosts that route to the container's IPv6 address",
    {
      docs,
      needs,
      relies: ['filter-ipv6', 'published-direct-ipv6'],
      why: 'A service published for this machine only is open to every host with an IPv6 route to the container.',
      security: closedTo('a LAN host', "a port published on [::1] at the container's IPv6 address"),
    },
    async () => {
      await skipUnlessAnswered('host-accepts-lan', probes.process, world.process);
      await expect(probes.loopbackDirect).toBeBlocked({ control: probes.onLoopback, answeredBy: world.onLoopback });
    },
  );

  behaviour(
    'ipv6.egress',
    "A container reaches LAN hosts over IPv6, masqueraded as the engine's host",
    { docs, why: 'Containers with private IPv6 addresses prefer IPv6 and reach nothing.', needs },
    async () => {
      if (!engineFiltersIpv6()) await skipUnlessAnswered('host-forwards-ipv6', probes.inside, world.peer);
      await expect(probes.out).toBeAnsweredBy(world.lanHost);
      fact('the client address that the LAN host sees', clientAddress(await probes.out)).is(host());
    },
  );
});
