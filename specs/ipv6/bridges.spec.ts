import { randomBytes } from 'node:crypto';
import {
  UDP_PORT,
  behaviour,
  clientAddresses,
  closedTo,
  describe,
  engineFiltersIpv6,
  eventually,
  expect,
  expectingNoAnswer,
  fact,
  from,
  fromEngineHost,
  onceDone,
  scenario,
  sharedProbes,
  skipUnlessAnswered,
  untilGatewaysAnswer,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/packet-filtering-firewalls/';
const bridgeDocs = 'https://docs.docker.com/engine/network/drivers/bridge/#options';
const needs = ['ipv6', 'engine-firewall-ipv6', 'ip-forwarding'] as const;

/** The prefix of a network that no host is on (ULA). */
const ADVERTISED = `fd${randomBytes(1).toString('hex')}:${randomBytes(2).toString('hex')}:dc:1::`;

const options = { 'com.docker.network.bridge.enable_icc': 'false' };

describe('Containers on bridges with IPv6', () => {
  const world = scenario(({ network, nginx, listener }) => {
    const [one, other] = [network({ driver: 'bridge', ipv6: true }), network({ driver: 'bridge', ipv6: true })];
    const apart = network({ driver: 'bridge', ipv6: true, options });
    return {
      one,
      other,
      // not every engine gives it this capability by default
      client: nginx({ on: one, capAdd: 'NET_RAW' }),
      peer: nginx({ on: one }),
      outsider: nginx({ on: other }),
      published: nginx({ on: other, publish: 80, publishUdp: UDP_PORT }),
      apart,
      apartOne: nginx({ on: apart }),
      apartTwo: nginx({ on: apart, publish: 80 }),
      process: listener({ everywhere: true }),
    };
  });

  const onceForwarded = onceDone(() =>
    untilGatewaysAnswer(world.process, world.client, world.outsider, world.apartOne, world.apartTwo),
  );
  const silent = (container: typeof world.client, to: typeof world.client) =>
    onceForwarded(() => from(container).reach6(to, expectingNoAnswer));

  const probes = sharedProbes({
    across: () => silent(world.client, world.outsider),
    back: () => silent(world.outsider, world.client),
    toPublished: () => silent(world.client, world.published),
    // the published UDP port: the table has another one
    toPublishedUdp: () =>
      onceForwarded(() => from(world.client).datagram(world.published.address6, UDP_PORT, expectingNoAnswer)),
    inOtherUdp: () => from(world.outsider).datagram(world.published.address6, UDP_PORT),
    inOne: () => from(world.peer).reach6(world.client),
    inOneToo: () => from(world.client).reach6(world.peer),
    inOther: () => from(world.published).reach6(world.outsider),
    inOtherToo: () => from(world.outsider).reach6(world.published),
    page: () => from(world.client).get(world.peer.url6),

    toApart: () => silent(world.apartOne, world.apartTwo),
    backApart: () => silent(world.apartTwo, world.apartOne),
    hostToApart: () => onceForwarded(() => fromEngineHost.reach6(world.apartTwo)),
    hostToApartToo: () => onceForwarded(() => fromEngineHost.reach6(world.apartOne)),
  });

  behaviour(
    'ipv6.peers',
    'Containers on a bridge with IPv6 reach each other over IPv6',
    {
      docs: 'https://docs.docker.com/engine/daemon/ipv6/',
      needs: ['ipv6'],
      relies: ['peers-ipv6'],
      why: 'Applications that prefer IPv6 time out before they try IPv4.',
    },
    async () => {
      await expect(probes.inOne).toBeOpen();
      await expect(probes.inOneToo).toBeOpen();
      const seen = clientAddresses(await probes.inOneToo);
      fact('the client addresses that the peer sees', seen).is([world.client.address6]);
    },
  );

  behaviour(
    'ipv6.bridges-isolated',
    'Containers on different bridges cannot reach each other over IPv6',
    {
      docs,
      needs,
      relies: ['filter-ipv6'],
      controlsRely: ['peers-ipv6'],
      why: 'Enabling IPv6 removes the isolation between networks.',
      security: closedTo('a container on another bridge', "a container's port over IPv6"),
    },
    async () => {
      if (!engineFiltersIpv6()) await skipUnlessAnswered('host-forwards-ipv6', probes.page, world.peer);
      await expect(probes.across).toBeClosed({ control: probes.inOther });
      await expect(probes.back).toBeClosed({ control: probes.inOne });
      await expect(probes.toPublished).toBeClosed({ control: probes.inOtherToo });
      await expect(probes.toPublishedUdp).toBeBlocked({ control: probes.inOtherUdp, answeredBy: world.published });
    },
  );

  behaviour(
    'ipv6.icc',
    'Containers on a network with enable_icc=false cannot reach each other over IPv6',
    {
      docs: bridgeDocs,
      needs: [...needs, 'host-network', 'visible-bridges'],
      relies: ['icc', 'filter-ipv6'],
      why: 'Containers that were separated from each other reach each other over IPv6.',
      security: closedTo('a container on a network with enable_icc=false', 'its peers over IPv6'),
    },
    async () => {
      await expect(probes.toApart).toBeClosed({ control: probes.hostToApart });
      await expect(probes.backApart).toBeClosed({ control: probes.hostToApartToo });
    },
  );

  behaviour(
    'ipv6.router-advertisements',
    "Router advertisements of a container change no route of the engine's host",
    {
      docs: 'https://docs.docker.com/engine/release-notes/19.03/#190311',
      needs: ['ipv6', 'perl', 'host-network', 'visible-bridges'],
      why: "A compromised container makes itself the router of its host, and reads or changes the host's IPv6 traffic.",
      security: closedTo('a container with NET_RAW', "the IPv6 routes of the engine's host"),
    },
    async () => {
      const { client } = world;
      const before = await fromEngineHost.routerAdvertisements();
      await from(client).advertiseRoute(client.gateway6, ADVERTISED);
      const received = await eventually(
        () => fromEngineHost.routerAdvertisements(),
        (seen) => seen > before,
      );
      fact('whether the host received a router advertisement', received > before).is(true);
      fact('the destinations of the routes of the host', await fromEngineHost.everyRoute()).excludes(
        `${ADVERTISED}/64`,
      );
    },
  );
});
