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
    across: () => from(world.client).get(world.outsider.url, expectingNoAnswer),
    back: () => from(world.outsider).get(world.client.url, expectingNoAnswer),
    toPublished: () => from(world.client).get(world.published.url, expectingNoAnswer),
    intoDefault: () => from(world.client).get(world.onDefault.url, expectingNoAnswer),
    outOfDefault: () => from(world.onDefault).get(world.client.url, expectingNoAnswer),

    inOne: () => from(world.peer).get(world.client.url),
    inOther: () => from(world.published).get(world.outsider.url),
    inOtherToo: () => from(world.outsider).get(world.published.url),
    inDefault: () => from(world.onDefault).get(world.onDefault.url),

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
      await expect(probes.across).toBeBlocked({ control: probes.inOther, answeredBy: world.outsider });
      await expect(probes.back).toBeBlocked({ control: probes.inOne, answeredBy: world.client });
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
      await expect(probes.toPublished).toBeBlocked({ control: probes.inOtherToo, answeredBy: world.published });
    },
  );

  behaviour(
    'isolation.default-bridge',
    'Containers on the default bridge and on a user-defined bridge cannot reach each other',
    {
      docs,
      needs: ['engine-firewall', 'ip-forwarding'],
      relies: ['filter'],
      controlsRely: ['default-bridge', 'peers', 'inspect-address'],
      why: 'A container started without `--network` reaches containers that were put on a separate network.',
      security: closedTo(who, 'a container on the default bridge, or is reached by it'),
    },
    async () => {
      await expect(probes.outOfDefault).toBeBlocked({ control: probes.inOne, answeredBy: world.client });
      await expect(probes.intoDefault).toBeBlocked({ control: probes.inDefault, answeredBy: world.onDefault });
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
