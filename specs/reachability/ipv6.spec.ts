import {
  behaviour,
  clientSeen,
  closedTo,
  describe,
  engineFiltersIpv6,
  eventually,
  expect,
  fact,
  from,
  requireOpen,
  scenario,
  SILENCE_LIMIT_MS,
  together,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/packet-filtering-firewalls/';
const needs = ['root-on-engine-host', 'ipv6', 'engine-firewall-ipv6', 'ip-forwarding'] as const;
const who = 'a host of the LAN';
const within = { withinMs: SILENCE_LIMIT_MS };

describe('containers with IPv6, and a host beside that of the engine', () => {
  const world = scenario(({ network, nginx, neighbour, listener }) => {
    const [one, other] = [network({ driver: 'bridge', ipv6: true }), network({ driver: 'bridge', ipv6: true })];
    return {
      one,
      other,
      asker: nginx({ on: one }),
      peer: nginx({ on: one }),
      unpublished: nginx({ on: other }),
      published: nginx({ on: other, publish: 80 }),
      onLoopback: nginx({ on: other, publish: 80, publishOn: ['127.0.0.1', '::1'] }),
      neighbour: neighbour(),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => world.neighbour.link?.card.address6 ?? '';
  const publishedUrl = () => `http://[${host()}]:${world.published.hostPort6()}`;
  const processAt = (address: string) => `http://[${address}]:${world.process.port}`;

  /**
   * A gateway answers for its IPv6 address once it knows that nobody else has it, a second or two after its bridge came
   * up. Until then silence says nothing.
   */
  const answers = (asker: typeof world.asker) =>
    eventually(
      () => from(asker).get(processAt(asker.gateway6), within),
      ({ kind }) => kind === 'answered',
    );
  let gateways: Promise<unknown> | undefined;
  const onceForwarded = async <T>(ask: () => Promise<T>): Promise<T> => {
    gateways ??= Promise.all([answers(world.asker), answers(world.published)]);
    await gateways;
    return ask();
  };
  const direct = (url: () => string) =>
    onceForwarded(() => from(world.neighbour).get(url(), { ...within, via: host() }));

  const asked = together({
    inside: () => from(world.asker).get(world.peer.url6),
    inOtherToo: () => from(world.unpublished).get(world.published.url6),
    onLoopback: () => from(world.unpublished).get(world.onLoopback.url6),
    process: () => from(world.neighbour).get(processAt(host())),
    inOther: () => from(world.published).get(world.unpublished.url6),
    across: () => onceForwarded(() => from(world.asker).get(world.unpublished.url6, within)),
    out: () => onceForwarded(() => from(world.asker).get(world.neighbour.url6, { withinMs: 2 * SILENCE_LIMIT_MS })),
    published: () => onceForwarded(() => from(world.neighbour).get(publishedUrl())),
    publishedDirect: () => direct(() => world.published.url6),
    unpublishedDirect: () => direct(() => world.unpublished.url6),
    loopbackDirect: () => direct(() => world.onLoopback.url6),
  });

  behaviour(
    'reach.bridges-isolated-ipv6',
    'bridges are isolated from each other in IPv6 as they are in IPv4',
    {
      docs,
      why: 'Whoever turns on IPv6 takes down the walls between networks.',
      needs,
      security: closedTo('a container of another bridge', "a container's port, by its IPv6 address"),
    },
    async () => {
      if (!engineFiltersIpv6()) await requireOpen('host-forwards-ipv6', asked.inside, world.peer);
      await expect(asked.inside).toBeAnsweredBy(world.peer);
      await expect(asked.across).toBeBlocked({ whereas: asked.inOther, isAnsweredBy: world.unpublished });
    },
  );

  behaviour(
    'reach.neighbour-published-ipv6',
    "a published port is open to other hosts at the host's IPv6 address, and they are seen by their own",
    { docs, why: 'Logs, rate limits and allow-lists see one address for all clients.', needs },
    async () => {
      if (!engineFiltersIpv6()) await requireOpen('host-accepts-lan', asked.process, world.process);
      await expect(asked.published).toBeAnsweredBy(world.published);
      fact('the address that the container sees', clientSeen(await asked.published)).is(
        world.neighbour.host.card.address6,
      );
    },
  );

  behaviour(
    'reach.neighbour-direct-ipv6',
    'a port that is not published is not reached from another host that routes to it, over IPv6',
    {
      docs,
      why: 'Whoever turns on IPv6 opens every port of every container, perhaps to the whole Internet.',
      needs,
      security: closedTo(who, 'an unpublished port, by its IPv6 address'),
    },
    async () => {
      await requireOpen('host-accepts-lan', asked.process, world.process);
      await expect(asked.unpublishedDirect).toBeBlocked({ whereas: asked.inOther, isAnsweredBy: world.unpublished });
    },
  );

  behaviour(
    'reach.neighbour-published-direct-ipv6',
    "a published port is reached at the host's address, and not at the container's own IPv6 address",
    {
      docs,
      why: "A rule for the host's port is passed by at the port behind it.",
      needs,
      security: closedTo(who, "a published port, by the container's IPv6 address"),
    },
    async () => {
      await requireOpen('host-accepts-lan', asked.process, world.process);
      await expect(asked.publishedDirect).toBeBlocked({ whereas: asked.inOtherToo, isAnsweredBy: world.published });
    },
  );

  behaviour(
    'reach.neighbour-loopback-ipv6',
    "a port published on [::1] is not reached from another host by the container's IPv6 address",
    {
      docs,
      why: 'A service that was published for this machine alone is open to everybody who routes to it.',
      needs,
      security: closedTo(who, "a port published on [::1], by the container's IPv6 address"),
    },
    async () => {
      await requireOpen('host-accepts-lan', asked.process, world.process);
      await expect(asked.loopbackDirect).toBeBlocked({ whereas: asked.onLoopback, isAnsweredBy: world.onLoopback });
    },
  );

  behaviour(
    'reach.egress-ipv6',
    "a container reaches other hosts over IPv6, who see it at its host's address",
    { docs, why: 'Containers with private IPv6 addresses prefer IPv6 and reach nothing.', needs },
    async () => {
      if (!engineFiltersIpv6()) await requireOpen('host-forwards-ipv6', asked.inside, world.peer);
      await expect(asked.out).toBeAnsweredBy(world.neighbour);
      fact('the address that the other host sees', clientSeen(await asked.out)).is(host());
    },
  );
});
