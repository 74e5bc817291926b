import {
  UDP_PORT,
  arrivedAt,
  behaviour,
  closedTo,
  defaultBridge,
  describe,
  expect,
  expectingNoAnswer,
  fact,
  from,
  onceDone,
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
      published: nginx({ on: other, publish: 80, publishUdp: UDP_PORT }),
      // these send nothing, so that all that arrives is from others
      joined: nginx({ on: one, alsoOn: [{ on: other }] }),
      quiet: nginx({ on: one }),
      quietOnDefault: nginx({ on: defaultBridge }),
      onDefault: nginx({ on: defaultBridge }),
      publishedOnDefault: nginx({ on: defaultBridge, publish: 80, publishUdp: UDP_PORT }),
    };
  });

  const joinedAddress = () => world.joined.addressOn(world.other);

  /** Whether or not an answer could come back. */
  const expectNothingArrived = async (container: typeof world.client): Promise<void> =>
    fact(`the ways by which packets arrive at ${container.name}`, await arrivedAt(container)).is([]);

  const atGateway = (client: typeof world.client, published: typeof world.published) =>
    from(client).get(published.publishedAt(client.gateway));

  const datagram = (client: typeof world.client, { address }: typeof world.published) =>
    from(client).datagram(address, UDP_PORT, expectingNoAnswer);

  // what isolates a container must do so at each of its starts
  const onceRestarted = onceDone(() => world.outsider.restart());

  const probes = sharedProbes({
    across: () => onceRestarted(() => from(world.client).reach(world.outsider, expectingNoAnswer)),
    back: () => onceRestarted(() => from(world.outsider).reach(world.client, expectingNoAnswer)),
    intoDefault: () => from(world.client).reach(world.quietOnDefault, expectingNoAnswer),
    outOfDefault: () => from(world.onDefault).reach(world.quiet, expectingNoAnswer),
    inOne: () => from(world.peer).reach(world.client),
    inOther: () => onceRestarted(() => from(world.published).reach(world.outsider)),
    toJoined: () => from(world.client).reach(world.joined, { at: joinedAddress(), ...expectingNoAnswer }),

    otherAtGateway: () => atGateway(world.client, world.published),
    fromDefaultAtGateway: () => atGateway(world.onDefault, world.published),
    toDefaultAtGateway: () => atGateway(world.client, world.publishedOnDefault),
  });

  // apart from the others: many requests at once make each of them slow
  const toPublished = sharedProbes({
    fromOther: () => from(world.client).reach(world.published, expectingNoAnswer),
    fromDefault: () => from(world.onDefault).reach(world.published, expectingNoAnswer),
    onDefault: () => from(world.client).reach(world.publishedOnDefault, expectingNoAnswer),
    // the published UDP port: the tables have another one
    udpFromOther: () => datagram(world.client, world.published),
    udpFromDefault: () => datagram(world.onDefault, world.published),
    udpOnDefault: () => datagram(world.client, world.publishedOnDefault),

    control: () => onceRestarted(() => from(world.outsider).reach(world.published)),
    controlOnDefault: () => from(world.onDefault).reach(world.publishedOnDefault),
    udpControl: () => onceRestarted(() => from(world.outsider).datagram(world.published.address, UDP_PORT)),
    udpControlOnDefault: () => from(world.onDefault).datagram(world.publishedOnDefault.address, UDP_PORT),
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
      const { published, joined } = world;
      const toJoined = await probes.toJoined;
      await expectNothingArrived(joined);
      await expect(toJoined).toBeClosed({ control: from(published).reach(joined, { at: joinedAddress() }) });
    },
  );

  behaviour(
    'isolation.published-by-address',
    "Containers on other bridges cannot reach a published port at the container's address",
    {
      docs,
      needs: ['engine-firewall', 'ip-forwarding'],
      relies: ['filter'],
      controlsRely: ['default-bridge', 'docker0-peers', 'peers', 'inspect-address'],
      why: 'Containers on other networks bypass rules for the host port by connecting to the container port.',
      security: closedTo(who, "a published port at the container's address"),
    },
    async () => {
      const { control, controlOnDefault } = toPublished;
      await expect(toPublished.fromOther).toBeClosed({ control });
      await expect(toPublished.fromDefault).toBeClosed({ control });
      await expect(toPublished.onDefault).toBeClosed({ control: controlOnDefault });
      const udp = { control: toPublished.udpControl, answeredBy: world.published };
      await expect(toPublished.udpFromOther).toBeBlocked(udp);
      await expect(toPublished.udpFromDefault).toBeBlocked(udp);
      await expect(toPublished.udpOnDefault).toBeBlocked({
        control: toPublished.udpControlOnDefault,
        answeredBy: world.publishedOnDefault,
      });
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
      const { peer, quiet, publishedOnDefault, quietOnDefault } = world;
      const [outOfDefault, intoDefault] = [await probes.outOfDefault, await probes.intoDefault];
      for (const container of [quiet, quietOnDefault]) await expectNothingArrived(container);
      await expect(outOfDefault).toBeClosed({ control: from(peer).reach(quiet) });
      await expect(intoDefault).toBeClosed({ control: from(publishedOnDefault).reach(quietOnDefault) });
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
