import {
  behaviour,
  closedTo,
  defaultBridge,
  describe,
  expect,
  from,
  scenario,
  NO_ANSWER_TIMEOUT_MS,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';
const who = 'a container on another bridge';
const within = { withinMs: NO_ANSWER_TIMEOUT_MS };

describe('Containers on two user-defined bridges and on the default bridge', () => {
  const world = scenario(({ network, nginx }) => {
    const [one, other] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      one,
      other,
      asker: nginx({ on: one }),
      peer: nginx({ on: one }),
      stranger: nginx({ on: other }),
      published: nginx({ on: other, publish: 80 }),
      onDefault: nginx({ on: defaultBridge }),
      besideIt: nginx({ on: defaultBridge, publish: 80 }),
    };
  });

  /** By which a container reaches a published port: the address of the host that is its gateway. */
  const byGateway = (asker: typeof world.asker, published: typeof world.published) =>
    from(asker).get(`http://${asker.gateway}:${published.hostPort()}`);

  const asked = sharedProbes({
    across: () => from(world.asker).get(world.stranger.url, within),
    back: () => from(world.stranger).get(world.asker.url, within),
    toPublished: () => from(world.asker).get(world.published.url, within),
    intoDefault: () => from(world.asker).get(world.onDefault.url, within),
    outOfDefault: () => from(world.onDefault).get(world.asker.url, within),

    inOne: () => from(world.peer).get(world.asker.url),
    inOther: () => from(world.published).get(world.stranger.url),
    inOtherToo: () => from(world.stranger).get(world.published.url),
    inDefault: () => from(world.onDefault).get(world.onDefault.url),

    byHost: () => byGateway(world.asker, world.published),
    byHostFromDefault: () => byGateway(world.onDefault, world.published),
    byHostToDefault: () => byGateway(world.asker, world.besideIt),
  });

  behaviour(
    'isolation.user-defined-bridges',
    'Containers on different user-defined bridges cannot reach each other',
    {
      docs,
      needs: ['engine-firewall', 'ip-forwarding'],
      why: 'Applications on separate networks reach each other, and an attacker in one of them reaches all.',
      security: closedTo(who, "a container's port at the container's address"),
    },
    async () => {
      await expect(asked.across).toBeBlocked({ control: asked.inOther, answeredBy: world.stranger });
      await expect(asked.back).toBeBlocked({ control: asked.inOne, answeredBy: world.asker });
    },
  );

  behaviour(
    'isolation.published-by-address',
    "Containers on other bridges cannot reach a published port at the container's address",
    {
      docs,
      needs: ['engine-firewall', 'ip-forwarding'],
      why: 'Containers on other networks bypass rules for the host port by connecting to the container port.',
      security: closedTo(who, "a published port at the container's address"),
    },
    async () => {
      await expect(asked.toPublished).toBeBlocked({ control: asked.inOtherToo, answeredBy: world.published });
    },
  );

  behaviour(
    'isolation.default-bridge',
    'Containers on the default bridge and on a user-defined bridge cannot reach each other',
    {
      docs,
      needs: ['engine-firewall', 'ip-forwarding'],
      why: 'A container started without `--network` reaches containers that were put on a separate network.',
      security: closedTo(who, 'a container on the default bridge, or is reached by it'),
    },
    async () => {
      await expect(asked.outOfDefault).toBeBlocked({ control: asked.inOne, answeredBy: world.asker });
      await expect(asked.intoDefault).toBeBlocked({ control: asked.inDefault, answeredBy: world.onDefault });
    },
  );

  behaviour(
    'isolation.published-at-host-address',
    "Containers on any bridge reach a published port at their gateway's address",
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/',
      needs: ['host-accepts-containers'],
      why: "Applications on different networks cannot use each other's published ports.",
    },
    async () => {
      await expect(asked.byHost).toBeAnsweredBy(world.published);
      await expect(asked.byHostFromDefault).toBeAnsweredBy(world.published);
      await expect(asked.byHostToDefault).toBeAnsweredBy(world.besideIt);
    },
  );
});
