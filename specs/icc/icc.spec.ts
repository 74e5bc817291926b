import {
  UDP_PORT,
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  from,
  fromEngineHost,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/#options';
const who = 'a container on a network with enable_icc=false';

const options = { 'com.docker.network.bridge.enable_icc': 'false' };

describe('Containers on a network with enable_icc=false', () => {
  const world = scenario(({ network, nginx }) => {
    const apart = network({ driver: 'bridge', options });
    const apartAndInternal = network({ driver: 'bridge', internal: true, options });
    return {
      apart,
      client: nginx({ on: apart }),
      peer: nginx({ on: apart, alias: 'peer' }),
      published: nginx({ on: apart, publish: 80, publishUdp: UDP_PORT }),
      apartAndInternal,
      inside: nginx({ on: apartAndInternal }),
      insidePeer: nginx({ on: apartAndInternal }),
      outside: nginx({ publish: 80 }),
    };
  });

  const publishedFor = (client: typeof world.client, published: typeof world.published) =>
    published.publishedAt(client.gateway);

  const probes = sharedProbes({
    toPeer: () => from(world.client).reach(world.peer, expectingNoAnswer),
    fromPeer: () => from(world.peer).reach(world.client, expectingNoAnswer),
    toName: () => from(world.client).get('http://peer', expectingNoAnswer),
    name: () => from(world.client).lookup('peer'),
    toPublished: () => from(world.client).reach(world.published, expectingNoAnswer),
    // the published UDP port: the table has another one
    toPublishedUdp: () => from(world.client).datagram(world.published.address, UDP_PORT, expectingNoAnswer),
    toOther: () => from(world.client).reach(world.outside, expectingNoAnswer),
    fromOther: () => from(world.outside).reach(world.peer, expectingNoAnswer),
    inside: () => from(world.inside).reach(world.insidePeer, expectingNoAnswer),

    fromHost: () => fromEngineHost.reach(world.peer),
    fromHostToClient: () => fromEngineHost.reach(world.client),
    fromHostToPublished: () => fromEngineHost.reach(world.published),
    fromHostToPublishedUdp: () => fromEngineHost.datagram(world.published.address, UDP_PORT),
    fromHostToOther: () => fromEngineHost.reach(world.outside),
    fromHostToInside: () => fromEngineHost.reach(world.insidePeer),
    pageFromHost: () => fromEngineHost.get(world.peer.url),
    byHostPort: () => from(world.client).get(publishedFor(world.client, world.published)),
    byItsOwn: () => from(world.published).get(publishedFor(world.published, world.published)),
    outside: () => from(world.client).get(publishedFor(world.client, world.outside)),
  });

  behaviour(
    'icc.peer',
    'Containers on a network with `enable_icc=false` cannot reach each other by IP address or name',
    {
      docs,
      why: 'Tenants that were separated on one network reach each other.',
      needs: ['host-network', 'visible-bridges', 'engine-firewall'],
      relies: ['icc', 'filter', 'alias', 'embedded-dns'],
      controlsRely: ['inspect-address'],
      security: closedTo(who, 'a peer on the same network'),
    },
    async () => {
      await expect(probes.toPeer).toBeClosed({ control: probes.fromHost });
      await expect(probes.fromPeer).toBeClosed({ control: probes.fromHostToClient });
      await expect(probes.name).toResolveTo(world.peer);
      await expect(probes.toName).toBeBlocked({ control: probes.pageFromHost, answeredBy: world.peer });
    },
  );

  behaviour(
    'icc.published',
    "With `enable_icc=false`, a peer's published port is blocked at the container's address",
    {
      docs,
      why: "Tenants reach each other's ports in spite of the rules for published ports.",
      needs: ['host-network', 'visible-bridges', 'engine-firewall'],
      relies: ['icc', 'filter'],
      controlsRely: ['inspect-address'],
      security: closedTo(who, "a peer's published port at the container's address"),
    },
    async () => {
      await expect(probes.toPublished).toBeClosed({ control: probes.fromHostToPublished });
      await expect(probes.toPublishedUdp).toBeBlocked({
        control: probes.fromHostToPublishedUdp,
        answeredBy: world.published,
      });
    },
  );

  behaviour(
    'icc.host-port',
    "With `enable_icc=false`, containers still reach published ports at the host's address",
    {
      docs: 'https://github.com/moby/moby/issues/53713',
      needs: ['host-accepts-containers'],
      relies: ['default-bridge', 'published-ports', 'host-ports', 'bridge-gateway'],
      why: 'Containers that may not communicate directly cannot communicate at all.',
    },
    async () => {
      await expect(probes.outside).toBeAnsweredBy(world.outside);
      await expect(probes.byHostPort).toBeAnsweredBy(world.published);
      await expect(probes.byItsOwn).toBeAnsweredBy(world.published);
    },
  );

  behaviour(
    'icc.internal',
    'Containers on an internal network with `enable_icc=false` cannot reach each other',
    {
      docs: 'https://github.com/moby/moby/issues/45126',
      why: 'Tenants reach each other on an internal network, which seems the safest kind.',
      needs: ['host-network', 'visible-bridges', 'engine-firewall'],
      relies: ['icc', 'filter'],
      controlsRely: ['inspect-address'],
      security: closedTo(who, 'a peer on the same internal network'),
    },
    async () => {
      await expect(probes.inside).toBeClosed({ control: probes.fromHostToInside });
    },
  );

  behaviour(
    'icc.isolated',
    'Containers on a network with `enable_icc=false` and on the default bridge cannot reach each other',
    {
      docs: 'https://docs.docker.com/engine/network/drivers/bridge/',
      why: 'A network that was made stricter than others is open to the containers on all of them.',
      needs: ['host-network', 'visible-bridges', 'engine-firewall', 'ip-forwarding'],
      relies: ['filter'],
      controlsRely: ['default-bridge', 'inspect-address'],
      security: closedTo('a container on another bridge', 'a container on a network with enable_icc=false'),
    },
    async () => {
      await expect(probes.toOther).toBeClosed({ control: probes.fromHostToOther });
      await expect(probes.fromOther).toBeClosed({ control: probes.fromHost });
    },
  );
});
