import {
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  from,
  scenario,
  sharedProbes,
  untilNamesResolve,
} from '../../helpers/behaviour/index.ts';

const docs = 'https://docs.docker.com/engine/network/drivers/overlay/';
const needs = ['two-engine-hosts'] as const;

describe('Containers on two overlay networks and on an internal one, across two hosts', () => {
  const world = scenario(({ engineHost, network, nginx, lanHost }) => {
    const [first, second] = [engineHost(), engineHost()];
    const across = [first, second];
    const [one, other] = [network({ driver: 'overlay', across }), network({ driver: 'overlay', across })];
    const internal = network({ driver: 'overlay', across, internal: true });
    return {
      first,
      second,
      one,
      other,
      internal,
      client: nginx({ at: first, on: one, alias: 'client' }),
      peer: nginx({ at: second, on: one, alias: 'peer' }),
      nearby: nginx({ at: first, on: other, alias: 'nearby' }),
      outsider: nginx({ at: second, on: other, alias: 'outsider' }),
      inside: nginx({ at: first, on: internal, alias: 'inside' }),
      insidePeer: nginx({ at: second, on: internal, alias: 'inside-peer' }),
      lanHost: lanHost(),
    };
  });

  const untilKnown = () =>
    untilNamesResolve(
      [world.client, 'peer'],
      [world.peer, 'client'],
      [world.nearby, 'outsider'],
      [world.outsider, 'nearby'],
      [world.inside, 'inside-peer'],
      [world.insidePeer, 'inside'],
    );

  const probes = sharedProbes({
    there: () => from(world.client).reach(world.peer),
    back: () => from(world.peer).reach(world.client),
    inOther: () => from(world.nearby).reach(world.outsider),
    inOtherBack: () => from(world.outsider).reach(world.nearby),
    inside: () => from(world.inside).reach(world.insidePeer),
    insideBack: () => from(world.insidePeer).reach(world.inside),

    toOutsider: () => from(world.client).reach(world.outsider, expectingNoAnswer),
    fromOutsider: () => from(world.outsider).reach(world.client, expectingNoAnswer),
    toNearby: () => from(world.client).reach(world.nearby, expectingNoAnswer),
    fromNearby: () => from(world.nearby).reach(world.client, expectingNoAnswer),
    insideToClient: () => from(world.inside).reach(world.client, expectingNoAnswer),
    clientToInside: () => from(world.client).reach(world.inside, expectingNoAnswer),
  });

  behaviour(
    'overlay.every-way',
    'Containers on an overlay network reach each other across hosts over TCP, UDP and ICMP',
    {
      docs,
      needs,
      relies: ['alias', 'embedded-dns', 'vxlan', 'gossip', 'overlay-peers'],
      why: 'Web pages load, but DNS servers, metrics or health checks between hosts fail.',
    },
    async () => {
      await untilKnown();
      for (const table of [probes.there, probes.back]) await expect(table).toBeOpen();
    },
  );

  behaviour(
    'overlay.isolated',
    'Containers on different overlay networks cannot reach each other, on one host or across hosts',
    {
      docs,
      needs,
      controlsRely: ['alias', 'embedded-dns', 'vxlan', 'gossip', 'overlay-peers'],
      why: 'Services of different applications in one swarm reach each other.',
      security: closedTo('a container on another overlay network', 'a container on an overlay network'),
    },
    async () => {
      await untilKnown();
      await expect(probes.toOutsider).toBeClosed({ control: probes.inOther });
      await expect(probes.toNearby).toBeClosed({ control: probes.inOtherBack });
      for (const table of [probes.fromOutsider, probes.fromNearby])
        await expect(table).toBeClosed({ control: probes.back });
    },
  );

  behaviour(
    'overlay.internal',
    'Containers on an internal overlay network reach each other across hosts, and no other network',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/create/#internal',
      needs,
      relies: ['alias', 'embedded-dns', 'vxlan', 'gossip', 'overlay-peers'],
      why: 'A service that was confined to keep data inside can send it out, or loses its peers on other hosts.',
      security: closedTo('a container on an internal overlay network', 'containers on other networks'),
    },
    async () => {
      await untilKnown();
      for (const table of [probes.inside, probes.insideBack]) await expect(table).toBeOpen();
      await expect(probes.insideToClient).toBeClosed({ control: probes.back });
      await expect(probes.clientToInside).toBeClosed({ control: probes.insideBack });
    },
  );

  behaviour(
    'overlay.internal-no-egress',
    'A container on an internal overlay network has no route to LAN hosts',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/create/#internal',
      needs: [...needs, 'lab'],
      why: 'A service that was confined to keep data inside can send it to every host on the link.',
      security: closedTo('a container on an internal overlay network', 'a LAN host'),
    },
    async () => {
      const { inside, client, lanHost } = world;
      const [table, control] = await Promise.all([
        from(inside).reach(lanHost, expectingNoAnswer),
        from(client).reach(lanHost),
      ]);
      await expect(table).toHaveNoRoute({ control });
    },
  );
});
