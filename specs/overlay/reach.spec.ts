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

describe('Containers on two overlay networks across two hosts', () => {
  const world = scenario(({ engineHost, network, nginx }) => {
    const [first, second] = [engineHost(), engineHost()];
    const across = [first, second];
    const [one, other] = [network({ driver: 'overlay', across }), network({ driver: 'overlay', across })];
    return {
      first,
      second,
      one,
      other,
      client: nginx({ at: first, on: one, alias: 'client' }),
      peer: nginx({ at: second, on: one, alias: 'peer' }),
      nearby: nginx({ at: first, on: other, alias: 'nearby' }),
      outsider: nginx({ at: second, on: other, alias: 'outsider' }),
    };
  });

  const untilKnown = () =>
    untilNamesResolve(
      [world.client, 'peer'],
      [world.peer, 'client'],
      [world.nearby, 'outsider'],
      [world.outsider, 'nearby'],
    );

  const probes = sharedProbes({
    there: () => from(world.client).reach(world.peer),
    back: () => from(world.peer).reach(world.client),
    inOther: () => from(world.nearby).reach(world.outsider),
    inOtherBack: () => from(world.outsider).reach(world.nearby),

    toOutsider: () => from(world.client).reach(world.outsider, expectingNoAnswer),
    fromOutsider: () => from(world.outsider).reach(world.client, expectingNoAnswer),
    toNearby: () => from(world.client).reach(world.nearby, expectingNoAnswer),
    fromNearby: () => from(world.nearby).reach(world.client, expectingNoAnswer),
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
});
