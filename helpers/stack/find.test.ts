import { expect, test } from '@jest/globals';
import type Dockerode from 'dockerode';
import { changedSince, findStack } from './find.ts';
import type { StackContainer } from './stack.ts';

// cspell:ignore shopp

const LABELS = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'db' };

/** An engine with these containers of the project shop, and one network. */
function engineWith(containers: readonly { readonly [key: string]: unknown; readonly Id: string }[]): Dockerode {
  const engine = {
    listContainers: async ({ filters }: { filters: { label: string[] } }) =>
      filters.label.some((label) => label.endsWith('=shop') || !label.includes('='))
        ? containers.map(({ Id }) => ({ Id, Labels: LABELS }))
        : [],
    getContainer: (id: string) => ({ inspect: async () => containers.find(({ Id }) => Id === id) }),
    getNetwork: (name: string) => ({
      inspect: async () => ({
        Name: name,
        Internal: true,
        Labels: { ...LABELS, 'com.docker.compose.network': 'data' },
      }),
    }),
  };
  return engine as unknown as Dockerode;
}

const container = (Id: string, Status: string, mode = 'shop_data') => ({
  Id,
  Name: `/shop-db-${Id}`,
  Config: { Labels: LABELS },
  State: { Status, StartedAt: 'then', ExitCode: 3 },
  HostConfig: { NetworkMode: mode },
  NetworkSettings: {
    Networks: {
      shop_data: { IPAddress: '172.18.0.2', GlobalIPv6Address: '', Gateway: '' },
    },
    Ports: { '5432/tcp': [{ HostIp: '', HostPort: '5432' }], '80/tcp': null },
  },
});

test('a container with its networks by their keys, and its bindings', async () => {
  const stack = await findStack(engineWith([container('1', 'running')]), { project: 'shop', compose: {} });
  expect(stack.networks).toEqual([{ key: 'data', name: 'shop_data', internal: true }]);
  expect(stack.containers).toEqual([
    {
      id: '1',
      name: 'shop-db-1',
      service: 'db',
      hostName: 'db',
      startedAt: 'then',
      attached: 'networks',
      endpoints: [{ network: 'data', address: '172.18.0.2', address6: undefined, gateway: undefined }],
      bindings: [{ transport: 'tcp', port: 5432, hostAddress: '0.0.0.0', hostPort: 5432 }],
    },
  ]);
});

test('a project without a running container', async () => {
  await expect(findStack(engineWith([container('1', 'exited')]), { project: 'shop', compose: {} })).rejects.toThrow(
    'The project shop has no running container (db is exited (3)): start it with docker compose up -d --wait.',
  );
});

test('a project that the engine does not know', async () => {
  await expect(
    findStack(engineWith([container('1', 'running')]), { project: 'shopp', source: '--project', compose: {} }),
  ).rejects.toThrow(
    'The engine has no containers of the Compose project "shopp" (from --project; there are shop): did you mean shop?',
  );
});

test('a project of which a container does not run', async () => {
  const engine = engineWith([container('1', 'running'), container('2', 'exited')]);
  await expect(findStack(engine, { project: 'shop', compose: {} })).rejects.toThrow(
    'The stack cannot be judged while db (shop-db-2) is exited (3): start with docker start shop-db-2, see docker logs',
  );
});

test('the services of the Compose file that have no container', async () => {
  const engine = engineWith([container('1', 'running')]);
  const { unjudged } = await findStack(engine, { project: 'shop', compose: { expected: ['db', 'api'] } });
  expect(unjudged).toEqual([{ service: 'api', container: undefined }]);
});

test.each([
  ['runs', { Status: 'running', StartedAt: 'then' }, []],
  ['was started again', { Status: 'running', StartedAt: 'later' }, ['1']],
  ['has ended', { Status: 'exited', StartedAt: 'then' }, ['1']],
  ['is gone', undefined, ['1']],
])('a container that %s since it was found', async (_, State, changed) => {
  const inspect = async () => {
    if (!State) throw Object.assign(new Error('no such container'), { statusCode: 404 });
    return { State };
  };
  const engine = { getContainer: () => ({ inspect }) } as unknown as Dockerode;
  const found = { id: '1', startedAt: 'then' } as StackContainer;
  await expect(changedSince(engine, [found])).resolves.toEqual(new Set(changed));
});
