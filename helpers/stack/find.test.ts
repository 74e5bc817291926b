import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type Dockerode from 'dockerode';
import { composeFileBeside } from './compose-file.ts';
import { changedSince, findStack } from './find.ts';
import type { StackContainer } from './stack.ts';

// cspell:ignore shopp myshop

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
  const stack = await findStack(engineWith([container('1', 'running')]), {
    project: 'shop',
    compose: { file: undefined },
  });
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
  await expect(
    findStack(engineWith([container('1', 'exited')]), { project: 'shop', compose: { file: undefined } }),
  ).rejects.toThrow(
    'The project shop has no running container (db is exited (3)): start it with docker compose up -d --wait.',
  );
});

test('a project that the engine does not know', async () => {
  await expect(
    findStack(engineWith([container('1', 'running')]), { project: 'shopp', compose: { file: 'compose.yaml' } }),
  ).rejects.toThrow(
    'The engine has no containers of the Compose project "shopp" (from compose.yaml; there are shop): did you mean shop?',
  );
});

const folder = mkdtempSync(join(tmpdir(), 'find-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['My Shop!', undefined, 'myshop', []],
  ['named', 'name: other\nservices: { db: {}, api: {} }', 'other', ['db', 'api']],
  ['interpolated', 'name: ${NAME}\nservices:', 'interpolated', []],
  ['broken', 'services: [', 'broken', []],
])('the project of the folder %s', (name, text, project, services) => {
  mkdirSync(join(folder, name));
  if (text !== undefined) writeFileSync(join(folder, name, 'compose.yaml'), text);
  expect(composeFileBeside(join(folder, name, 'network-policy.yaml'))).toEqual({
    file: text === undefined ? undefined : 'compose.yaml',
    paths: text === undefined ? [] : [join(folder, name, 'compose.yaml')],
    project,
    services,
  });
});

test('the file that overrides parts of compose.yaml', () => {
  const overridden = join(folder, 'overridden');
  mkdirSync(overridden);
  for (const name of ['compose.yml', 'compose.override.yaml']) writeFileSync(join(overridden, name), '');
  const { paths } = composeFileBeside(join(overridden, 'network-policy.yaml'));
  expect(paths).toEqual([join(overridden, 'compose.yml'), join(overridden, 'compose.override.yaml')]);
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
