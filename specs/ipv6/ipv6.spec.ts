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
  NO_ANSWER_TIMEOUT_MS,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/packet-filtering-firewalls/';
const needs = ['root-on-engine-host', 'ipv6', 'engine-firewall-ipv6', 'ip-forwarding'] as const;
const who = 'a host of the LAN';
const within = { withinMs: NO_ANSWER_TIMEOUT_MS };

describe('containers with IPv6, and a host beside that of the engine', () => {
  const world = scenario(({ network, nginx, lanHost, listener }) => {
    const [one, other] = [network({ driver: 'bridge', ipv6: true }), network({ driver: 'bridge', ipv6: true })];
    return {
      one,
      other,
      asker: nginx({ on: one }),
      peer: nginx({ on: one }),
      unpublished: nginx({ on: other }),
      published: nginx({ on: other, publish: 80 }),
      onLoopback: nginx({ on: other, publish: 80, publishOn: ['127.0.0.1', '::1'] }),
      lanHost: lanHost(),
      process: listener({ everywhere: true }),
    };
  });

  const host = () => world.lanHost.link?.nic.address6 ?? '';
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
  const direct = (url: () => string) => onceForwarded(() => from(world.lanHost).get(url(), { ...within, via: host() }));

  const asked = sharedProbes({
    inside: () => from(world.asker).get(world.peer.url6),
    inOtherToo: () => from(world.unpublished).get(world.published.url6),
    onLoopback: () => from(world.unpublished).get(world.onLoopback.url6),
    process: () => from(world.lanHost).get(processAt(host())),
    inOther: () => from(world.published).get(world.unpublished.url6),
    across: () => onceForwarded(() => from(world.asker).get(world.unpublished.url6, within)),
    out: () => onceForwarded(() => from(world.asker).get(world.lanHost.url6, { withinMs: 2 * NO_ANSWER_TIMEOUT_MS })),
    published: () => onceForwarded(() => from(world.lanHost).get(publishedUrl())),
    publishedDirect: () => direct(() => world.published.url6),
    unpublishedDirect: () => direct(() => world.unpublished.url6),
    loopbackDirect: () => direct(() => world.onLoopback.url6),
  });

  behaviour(
    'ipv6.bridges-isolated',
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
      await expect(asked.across).toBeBlocked({ control: asked.inOther, answeredBy: world.unpublished });
    },
  );

  behaviour(
    'ipv6.lan-published',
    "a published port is open to other hosts at the host's IPv6 address, and they are seen by their own",
    { docs, why: 'Logs, rate limits and allow-lists see one address for all clients.', needs },
    async () => {
      if (!engineFiltersIpv6()) await requireOpen('host-accepts-lan', asked.process, world.process);
      await expect(asked.published).toBeAnsweredBy(world.published);
      fact('the address that the container sees', clientSeen(await asked.published)).is(
        world.lanHost.host.nic.address6,
      );
    },
  );

  behaviour(
    'ipv6.lan-unpublished-direct',
    'a port that is not published is not reached from another host that routes to it, over IPv6',
    {
      docs,
      why: 'Whoever turns on IPv6 opens every port of every container, perhaps to the whole Internet.',
      needs,
      security: closedTo(who, 'an unpublished port, by its IPv6 address'),
    },
    async () => {
      await requireOpen('host-accepts-lan', asked.process, world.process);
      await expect(asked.unpublishedDirect).toBeBlocked({ control: asked.inOther, answeredBy: world.unpublished });
    },
  );

  behaviour(
    'ipv6.lan-published-direct',
    "a published port is reached at the host's address, and not at the container's own IPv6 address",
    {
      docs,
      why: "A rule for the host's port is passed by at the port behind it.",
      needs,
      security: closedTo(who, "a published port, by the container's IPv6 address"),
    },
    async () => {
      await requireOpen('host-accepts-lan', asked.process, world.process);
      await expect(asked.publishedDirect).toBeBlocked({ control: asked.inOtherToo, answeredBy: world.published });
    },
  );

  behaviour(
    'ipv6.lan-loopback-direct',
    "a port published on [::1] is not reached from another host by the container's IPv6 address",
    {
      docs,
      why: 'A service that was published for this machine alone is open to everybody who routes to it.',
      needs,
      security: closedTo(who, "a port published on [::1], by the container's IPv6 address"),
    },
    async () => {
      await requireOpen('host-accepts-lan', asked.process, world.process);
      await expect(asked.loopbackDirect).toBeBlocked({ control: asked.onLoopback, answeredBy: world.onLoopback });
    },
  );

  behaviour(
    'ipv6.egress',
    "a container reaches other hosts over IPv6, who see it at its host's address",
    { docs, why: 'Containers with private IPv6 addresses prefer IPv6 and reach nothing.', needs },
    async () => {
      if (!engineFiltersIpv6()) await requireOpen('host-forwards-ipv6', asked.inside, world.peer);
      await expect(asked.out).toBeAnsweredBy(world.lanHost);
      fact('the address that the other host sees', clientSeen(await asked.out)).is(host());
    },
  );
});
