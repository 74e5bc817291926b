import { Permissions } from './policy/permissions.ts';
import { parsePolicy } from './policy/read.ts';
import type { Answer, Exchange, Vantage, Request } from './requests.ts';
import type { About } from './results.ts';
import type { Scene } from './scene.ts';
import type { Listener } from './sockets.ts';
import type { Binding, Stack, StackContainer } from './stack.ts';

/*
 * A small stack for unit tests: web and db on the network data, job on no network, mail on edge.
 */

function container(service: string, networks: readonly string[], bindings: readonly Binding[] = []): StackContainer {
  return {
    id: service,
    name: `example-${service}-1`,
    service,
    hostName: service,
    startedAt: 'then',
    attached: networks.length === 0 ? 'none' : 'networks',
    endpoints: networks.map((network, index) => ({
      network,
      address: `172.${network === 'data' ? 18 : 19}.0.${service.length + index}`,
      address6: undefined,
      gateway: `172.${network === 'data' ? 18 : 19}.0.1`,
    })),
    bindings,
  };
}

/** A port that is published on all addresses. */
export const binding: Binding = { transport: 'tcp', port: 80, hostAddress: '0.0.0.0', hostPort: 8080 };

/** The example's stack; `changed` replaces containers by their services. */
export function exampleStack(changed: readonly StackContainer[] = []): Stack {
  const all = [
    container('web', ['data'], [binding]),
    container('db', ['data']),
    container('job', []),
    container('mail', ['edge']),
  ];
  return {
    project: 'example',
    containers: all.map((one) => changed.find(({ service }) => service === one.service) ?? one),
    networks: [
      { key: 'data', name: 'example_data', driver: 'bridge', internal: false },
      { key: 'edge', name: 'example_edge', driver: 'bridge', internal: false },
    ],
    partOf: new Map([['sidecar', 'web']]),
    stopped: [{ name: 'example-batch-1', service: 'batch', status: 'exited', exitCode: 0, kind: 'ended' }],
    unjudged: [{ service: 'batch', container: 'example-batch-1' }],
  };
}

/** A listener at all addresses, or at 127.0.0.1. */
export function listener(port: number, isPrivate = false): Listener {
  return { transport: 'tcp', port, addresses: [isPrivate ? '127.0.0.1' : '0.0.0.0'], isPrivate };
}

async function run(): Promise<never> {
  throw new Error('nothing runs here');
}

/** A scene in which web listens at 80, db at 5432, and mail at 25; `policy` follows the version. */
export function exampleScene(
  policy: string,
  {
    listeners = {},
    lan = true,
    stack = exampleStack(),
  }: { listeners?: Record<string, readonly Listener[]>; lan?: boolean; stack?: Stack } = {},
): Scene {
  const parsed = parsePolicy(`version: 1\n${policy}`, 'network-policy.yaml');
  const own = new Map<string, Vantage>(
    stack.containers.map((one) => [one.id, { party: one.service, container: one, run }]),
  );
  const ports: Record<string, readonly Listener[]> = {
    web: [listener(80)],
    db: [listener(5432)],
    mail: [listener(25)],
    ...listeners,
  };
  return {
    policy: parsed,
    stack,
    permissions: new Permissions(parsed, stack, ['web', 'db', 'job', 'mail', 'later']),
    own,
    listeners: new Map(Object.entries(ports)),
    host: undefined,
    lan: lan
      ? { party: 'lan', hostAddress: '198.18.0.11', hostAddress6: 'fd00::b', run }
      : { because: 'it needs root' },
  };
}

/** What else a report says of a check of the example. */
export const exampleAbout: About = {
  file: 'network-policy.yaml',
  project: 'example',
  engine: 'Docker Engine 26.1.5',
  version: '0.1.0',
  start: 0,
  stop: 1,
};

/** Answers each request: what shares a network is open, and so are published ports; `otherwise` decides some itself. */
export function answered(
  requests: readonly Request[],
  otherwise: (request: Request) => Answer | undefined = () => undefined,
): Exchange[] {
  return requests.map((request) => ({ request, answer: otherwise(request) ?? usual(request) }));
}

function usual({ from, target, door, subject, at }: Request): Answer {
  if (subject.kind === 'name')
    return { kind: 'resolved', addresses: target?.endpoints.map(({ address }) => address) ?? [] };
  if (door !== 'own') return { kind: 'open' };
  const network = target?.endpoints.find(({ address }) => address === at)?.network;
  const shares = from.container?.endpoints.some((endpoint) => endpoint.network === network) ?? false;
  return { kind: shares ? 'open' : 'silent' };
}
