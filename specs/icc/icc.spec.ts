import {
  behaviour,
  closedTo,
  describe,
  expect,
  from,
  fromEngineHost,
  scenario,
  NO_ANSWER_TIMEOUT_MS,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/#options';
const who = 'a container on a network with enable_icc=false';
const within = { withinMs: NO_ANSWER_TIMEOUT_MS };
const options = { 'com.docker.network.bridge.enable_icc': 'false' };

describe('Containers on a network with enable_icc=false', () => {
  const world = scenario(({ network, nginx }) => {
    const apart = network({ driver: 'bridge', options });
    const apartAndInternal = network({ driver: 'bridge', internal: true, options });
    return {
      apart,
      asker: nginx({ on: apart }),
      peer: nginx({ on: apart, alias: 'peer' }),
      published: nginx({ on: apart, publish: 80 }),
      apartAndInternal,
      inside: nginx({ on: apartAndInternal }),
      insideToo: nginx({ on: apartAndInternal }),
      outside: nginx({ publish: 80 }),
    };
  });

  const publishedFor = (asker: typeof world.asker, published: typeof world.published) =>
    `http://${asker.gateway}:${published.hostPort()}`;

  const asked = sharedProbes({
    toPeer: () => from(world.asker).get(world.peer.url, within),
    toName: () => from(world.asker).get('http://peer', within),
    name: () => from(world.asker).lookup('peer'),
    toPublished: () => from(world.asker).get(world.published.url, within),
    inside: () => from(world.inside).get(world.insideToo.url, within),

    peerToHost: () => fromEngineHost.get(world.peer.url),
    publishedToHost: () => fromEngineHost.get(world.published.url),
    insideToHost: () => fromEngineHost.get(world.insideToo.url),
    byHostPort: () => from(world.asker).get(publishedFor(world.asker, world.published)),
    byItsOwn: () => from(world.published).get(publishedFor(world.published, world.published)),
    outside: () => from(world.asker).get(publishedFor(world.asker, world.outside)),
  });

  behaviour(
    'icc.peer',
    'Containers on a network with `enable_icc=false` cannot reach each other by IP address or name',
    {
      docs,
      why: 'Tenants that were separated on one network reach each other.',
      needs: ['engine-on-this-machine', 'engine-firewall'],
      security: closedTo(who, 'a peer on the same network'),
    },
    async () => {
      const alive = { control: asked.peerToHost, answeredBy: world.peer };
      await expect(asked.toPeer).toBeBlocked(alive);
      await expect(asked.name).toResolveTo(world.peer);
      await expect(asked.toName).toBeBlocked(alive);
    },
  );

  behaviour(
    'icc.published',
    "With `enable_icc=false`, a peer's published port is blocked at the container's address",
    {
      docs,
      why: "Tenants reach each other's ports in spite of the rules for published ports.",
      needs: ['engine-on-this-machine', 'engine-firewall'],
      security: closedTo(who, "a peer's published port at the container's address"),
    },
    async () => {
      await expect(asked.toPublished).toBeBlocked({ control: asked.publishedToHost, answeredBy: world.published });
    },
  );

  behaviour(
    'icc.host-port',
    "With `enable_icc=false`, containers still reach published ports at the host's address",
    {
      docs: 'https://github.com/moby/moby/issues/53713',
      needs: ['host-accepts-containers'],
      why: 'Containers that may not communicate directly cannot communicate at all.',
    },
    async () => {
      await expect(asked.outside).toBeAnsweredBy(world.outside);
      await expect(asked.byHostPort).toBeAnsweredBy(world.published);
      await expect(asked.byItsOwn).toBeAnsweredBy(world.published);
    },
  );

  behaviour(
    'icc.internal',
    'Containers on an internal network with `enable_icc=false` cannot reach each other',
    {
      docs: 'https://github.com/moby/moby/issues/45126',
      why: 'Tenants reach each other on an internal network, which seems the safest kind.',
      needs: ['engine-on-this-machine', 'engine-firewall'],
      security: closedTo(who, 'a peer on the same internal network'),
    },
    async () => {
      await expect(asked.inside).toBeBlocked({ control: asked.insideToHost, answeredBy: world.insideToo });
    },
  );
});
