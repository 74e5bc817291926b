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
const who = 'a container of another bridge';
const within = { withinMs: NO_ANSWER_TIMEOUT_MS };

describe('containers on two user-defined bridges and on docker0', () => {
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
    'a container is not reached from another user-defined bridge',
    {
      docs,
      needs: ['engine-firewall', 'ip-forwarding'],
      why: 'Applications that were put on networks of their own reach each other; one that is broken into opens all of them.',
      security: closedTo(who, "a container's port, by its address"),
    },
    async () => {
      await expect(asked.across).toBeBlocked({ control: asked.inOther, answeredBy: world.stranger });
      await expect(asked.back).toBeBlocked({ control: asked.inOne, answeredBy: world.asker });
    },
  );

  behaviour(
    'isolation.published-by-address',
    "publishing opens a port at the host's addresses, and not at the container's own to other bridges",
    {
      docs,
      needs: ['engine-firewall', 'ip-forwarding'],
      why: 'Rules for the published port are passed by, since other networks come in at the port behind it.',
      security: closedTo(who, "a published port, by the container's own address"),
    },
    async () => {
      await expect(asked.toPublished).toBeBlocked({ control: asked.inOtherToo, answeredBy: world.published });
    },
  );

  behaviour(
    'isolation.default-bridge',
    'docker0 and a user-defined bridge do not reach each other',
    {
      docs,
      needs: ['engine-firewall', 'ip-forwarding'],
      why: 'A container that was started without a thought reaches those that were put on a network of their own.',
      security: closedTo(who, 'a container on docker0, or the other way round'),
    },
    async () => {
      await expect(asked.outOfDefault).toBeBlocked({ control: asked.inOne, answeredBy: world.asker });
      await expect(asked.intoDefault).toBeBlocked({ control: asked.inDefault, answeredBy: world.onDefault });
    },
  );

  behaviour(
    'isolation.published-at-host-address',
    "a published port answers the containers of every bridge, at the host's address that is their gateway",
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/',
      needs: ['host-accepts-containers'],
      why: 'Applications on different networks cannot use what the other one publishes.',
    },
    async () => {
      await expect(asked.byHost).toBeAnsweredBy(world.published);
      await expect(asked.byHostFromDefault).toBeAnsweredBy(world.published);
      await expect(asked.byHostToDefault).toBeAnsweredBy(world.besideIt);
    },
  );
});
