import {
  arrivedAt,
  behaviour,
  closedTo,
  describe,
  expect,
  expectingNoAnswer,
  fact,
  from,
  scenario,
} from '../../helpers/behaviour/index.ts';

describe('An internal network on an engine that has no ordinary network yet', () => {
  const world = scenario(({ engineHost, network, nginx }) => {
    const host = engineHost();
    const closed = { driver: 'bridge', internal: true, at: host } as const;
    const [internal, other] = [network(closed), network(closed)];
    return {
      host,
      internal,
      inside: nginx({ at: host, on: internal }),
      peer: nginx({ at: host, on: internal }),
      other,
      client: nginx({ at: host, on: other }),
      // without a container yet
      ordinary: network({ driver: 'bridge', at: host }),
    };
  });

  behaviour(
    'internal.created-first',
    'Containers on other bridges cannot reach an internal network that is older than every other network',
    {
      docs: 'https://docs.docker.com/reference/cli/docker/network/create/#internal',
      why: 'Whether a database hidden on an internal network is open depends on the order in which networks were created.',
      needs: ['lab'],
      relies: ['filter', 'connect'],
      controlsRely: ['peers', 'inspect-address'],
      security: closedTo('a container on another bridge', 'a container on an internal network created first'),
    },
    async () => {
      const { client, ordinary, inside, peer } = world;
      await client.connect(ordinary);
      const fromOutside = await from(client).reach(inside, expectingNoAnswer);
      // an answer would need a way back, which the container lacks
      fact('the ways by which packets arrive from outside', await arrivedAt(inside)).is([]);
      await expect(fromOutside).toBeClosed({ control: from(peer).reach(inside) });
    },
  );
});
