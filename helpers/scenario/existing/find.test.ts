import { describe, expect, test } from '@jest/globals';
import type Dockerode from 'dockerode';
import { existing } from '../declare/existing.ts';
import { findContainer, findReplicas } from './find.ts';
import { findNetwork } from './network.ts';

// cspell:ignore webb

interface Fake {
  readonly name: string;
  readonly service?: string;
  readonly project?: string;
  readonly status?: string;
  readonly mode?: string;
  readonly labels?: Record<string, string>;
}

const labelsOf = ({ service, project = 'shop', labels = {} }: Fake): Record<string, string> => ({
  ...(service ? { 'com.docker.compose.service': service, 'com.docker.compose.project': project } : {}),
  ...labels,
});

const matches = (labels: Record<string, string>, filter: string): boolean => {
  const [key = '', value] = filter.split('=');
  return value === undefined ? key in labels : labels[key] === value;
};

const notFound = async (): Promise<never> => {
  throw Object.assign(new Error('no such'), { statusCode: 404 });
};

/** An engine with these containers, whose IDs are those of their names with `-id`. */
function engineWith(containers: readonly Fake[], networks: readonly string[] = []): Dockerode {
  const engine = {
    listContainers: async ({ filters }: { filters?: { label: string[] } } = {}) =>
      containers
        .filter((one) => (filters?.label ?? []).every((filter) => matches(labelsOf(one), filter)))
        .map((one) => ({ Id: `${one.name}-id`, Names: [`/${one.name}`], Labels: labelsOf(one) })),
    getContainer: (word: string) => {
      const found = containers.find(({ name }) => word === name || `${name}-id`.startsWith(word));
      if (!found) return { inspect: notFound };
      const { name, status = 'running', mode = 'shop_default' } = found;
      return {
        inspect: async () => ({
          Id: `${name}-id`,
          Name: `/${name}`,
          State: { Status: status, ExitCode: 3 },
          HostConfig: { NetworkMode: mode },
        }),
      };
    },
    listNetworks: async () => networks.map((Name) => ({ Name })),
    getNetwork: () => ({ inspect: notFound }),
  };
  return engine as unknown as Dockerode;
}

const shop = engineWith([
  { name: 'shop-web-1', service: 'web' },
  { name: 'shop-web-2', service: 'web' },
  { name: 'shop-db-1', service: 'db', status: 'exited' },
  { name: 'shop-job-1', service: 'job', status: 'restarting' },
  { name: 'shop-tool-1', service: 'web', labels: { 'com.docker.compose.oneoff': 'True' } },
  { name: 'blog-cache-1', service: 'cache', project: 'blog' },
  { name: 'shop-cache-1', service: 'cache' },
  { name: 'sidecar', mode: 'container:shop-web-1' },
  { name: 'dnc-1-probe', labels: { 'docker-network-conformance.run': '1', app: 'x' } },
]);

const messageOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'found';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('what runs is found', () => {
  test('by the name and by the ID of a container', async () => {
    const [byName, byId] = await Promise.all([
      findContainer('web', { container: 'shop-web-1' }, shop),
      findContainer('web', { id: 'shop-web-1-i' }, shop),
    ]);
    expect([byName.inspected.Id, byId.inspected.Id]).toEqual(['shop-web-1-id', 'shop-web-1-id']);
  });

  test('all replicas of a service, without one-off containers', async () => {
    const found = await findReplicas('web', { service: 'web' }, shop);
    expect(found.map(({ inspected }) => inspected.Name)).toEqual(['/shop-web-1', '/shop-web-2']);
  });

  test('with the container whose network it uses', async () => {
    const { owner } = await findContainer('sidecar', { container: 'sidecar' }, shop);
    expect(owner.Name).toBe('/shop-web-1');
  });
});

test.each([
  [
    'a service that is not there',
    findReplicas('web', { service: 'webb', project: 'shop' }, shop),
    '"web" is the service "webb" of the Compose project shop, which the engine does not have (there are cache, db, job and web): did you mean web?',
  ],
  [
    'a service that is scaled to zero',
    findReplicas('worker', { service: 'worker' }, shop),
    '"worker" is the service "worker", which the engine does not have (there are cache, db, job and web): start it with docker compose up (a service that is scaled to zero has no container), or correct the name.',
  ],
  [
    'a service of two projects',
    findReplicas('cache', { service: 'cache' }, shop),
    `"cache" is the service "cache", which 2 Compose projects have (blog and shop): name one, as in existing({ service: 'cache', project: 'blog' }).`,
  ],
  [
    'a stopped service',
    findReplicas('db', { service: 'db' }, shop),
    '"db" is the container shop-db-1, which does not run (exited with 3): start it first, as a spec starts and stops nothing of yours.',
  ],
  [
    'a restarting service',
    findReplicas('job', { service: 'job' }, shop),
    '"job" is the container shop-job-1, which does not run (restarting): start it first, as a spec starts and stops nothing of yours.',
  ],
  [
    'a label of probes only',
    findReplicas('any', { label: 'app=x' }, shop),
    '"any" is every container with the label app=x, and no container has it: correct the label, as docker ps --filter label=app=x finds them.',
  ],
  [
    'a network that is not there',
    findNetwork('front', { network: 'shop_front' }, engineWith([], ['shop_frontend', 'host'])),
    '"front" is the network "shop_front", which the engine does not have (there is shop_frontend): did you mean shop_frontend?',
  ],
])('%s is one sentence', async (_, work, sentence) => {
  expect(await messageOf(work)).toBe(sentence);
});

test.each([{}, { service: '' }, { service: 'web', container: 'web' }, { name: 'web' }])(
  'existing(%j) is refused',
  (query) => {
    expect(() => existing(query as never)).toThrow('name one of container, id, service, label and network');
  },
);
