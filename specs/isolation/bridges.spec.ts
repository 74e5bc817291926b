import {
  behaviour,
  closedTo,
  defaultBridge,
  describe,
  expect,
  expectingNoAnswer,
  from,
  scenario,
  sharedProbes,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/bridge/';
const who = 'a container on another bridge';

describe('Containers on two user-defined bridges and on the default bridge', () => {
  const world = scenario(({ network, nginx }) => {
    const [one, other] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
    return {
      one,
      other,
      client: nginx({ on: one }),
      peer: nginx({ on: one }),
      outsider: nginx({ on: other }),
      published: nginx({ on: other, publish: 80 }),
      onDefault: nginx({ on: defaultBridge }),
      publishedOnDefault: nginx({ on: defaultBridge, publish: 80 }),
    };
  });

  const atGateway = (client: typeof world.client, published: typeof world.published) =>
    from(client).get(published.publishedAt(client.gateway));

  const probes = sharedProbes({
    across: () => from(world.client).reach(world.outsider, expectingNoAnswer),
    back: () => from(world.outsider).reach(world.client, expectingNoAnswer),
    toPublished: () => from(world.client).reach(world.published, expectingNoAnswer),
    intoDefault: () => from(world.client).reach(world.onDefault, expectingNoAnswer),
    outOfDefault: () => from(world.onDefault).reach(world.client, expectingNoAnswer),

    inOne: () => from(world.peer).reach(world.client),
    inOther: () => from(world.published).reach(world.outsider),
    inOtherToo: () => from(world.outsider).reach(world.published),
    inDefault: () => from(world.publishedOnDefault).reach(world.onDefault),

    otherAtGateway: () => atGateway(world.client, world.published),
    fromDefaultAtGateway: () => atGateway(world.onDefault, world.published),
    toDefaultAtGateway: () => atGateway(world.client, world.publishedOnDefault),
  });

  behaviour(
    'isolation.user-defined-bridges',
    'Containers on different user-defined bridges cannot reach each other',
    {
      docs,
      needs: ['engine-firewall', 'ip-forwarding'],
      relies: ['filter'],
      controlsRely: ['peers', 'inspect-address'],
      why: 'Applications on separate networks reach each other, and an attacker in one of them reaches all.',
      security: closedTo(who, "a container's port at the container's address"),
    },
    async () => {
      await expect(probes.across).toBeClosed({ control: probes.inOther });
      await expect(probes.back).toBeClosed({ control: probes.inOne });
    },
  );

  behaviour(
    'isolation.published-by-address',
    "Containers on other bridges cannot reach a published port at the container's address",
    {
      docs,
      needs: ['engine-firewall', 'ip-forwarding'],
      relies: ['filter'],
      controlsRely: ['peers', 'inspect-address'],
      why: 'Containers on other networks bypass rules for the host port by connecting to the container port.',
      security: closedTo(who, "a published port at the container's address"),
    },
    async () => {
      await expect(probes.toPublished).toBeClosed({ control: probes.inOtherToo });
    },
  );

  behaviour(
    'isolation.default-bridge',
    'Containers on the default bridge and on a user-defined bridge cannot reach each other',
    {
      docs,
      needs: ['engine-firewall', 'ip-forwarding'],
      relies: ['filter'],
      controlsRely: ['default-bridge', 'docker0-peers', 'peers', 'inspect-address'],
      why: 'A container started without `--network` reaches containers that were put on a separate network.',
      security: closedTo(who, 'a container on the default bridge, or is reached by it'),
    },
    async () => {
      await expect(probes.outOfDefault).toBeClosed({ control: probes.inOne });
      await expect(probes.intoDefault).toBeClosed({ control: probes.inDefault });
    },
  );

  behaviour(
    'isolation.published-at-host-address',
    "Containers on any bridge reach a port published from another bridge at their gateway's address",
    {
      docs: 'https://docs.docker.com/engine/network/port-publishing/',
      needs: ['host-accepts-containers'],
      relies: ['default-bridge', 'published-ports', 'host-ports', 'bridge-gateway'],
      why: "Applications on different networks cannot use each other's published ports.",
    },
    async () => {
      await expect(probes.otherAtGateway).toBeAnsweredBy(world.published);
      await expect(probes.fromDefaultAtGateway).toBeAnsweredBy(world.published);
      await expect(probes.toDefaultAtGateway).toBeAnsweredBy(world.publishedOnDefault);
    },
  );
});
