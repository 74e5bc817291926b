import { randomBytes } from 'node:crypto';
import Dockerode from 'dockerode';
import { labelsOf } from '../engine/run.ts';
import { ownerOf } from '../engine/owner.ts';
import { roleImages } from '../images/roles.ts';
import {
  type ContainerDeclaration,
  aliasesOf,
  defaultBridge,
  grafana,
  network,
  nginx,
  noNetwork,
} from '../scenario/declare.ts';
import { serverOf } from '../scenario/servers.ts';
import { inParallel } from '../engine/parallel.ts';

/**
 * The minimum for the guide's behaviours: their containers and networks are created, started, probed and removed by plain
 * dockerode calls, without verdicts or reports. `npm run bench` runs it as a process.
 */
const CONCURRENCY = 7;

const engine = new Dockerode();
const prefix = `dnc-floor-${randomBytes(2).toString('hex')}`;
const Labels = labelsOf({ id: prefix, owner: ownerOf() });
const [bridgenetwork, withoutAliases] = [network({ driver: 'bridge' }), network({ driver: 'bridge' })];
const networkNames = new Map<object, string>([
  [bridgenetwork, `${prefix}-one`],
  [withoutAliases, `${prefix}-two`],
]);
const declared: Record<string, ContainerDeclaration> = {
  nginx: nginx({ on: bridgenetwork, alias: 'nginx' }),
  grafana: grafana({ on: bridgenetwork, alias: 'grafana' }),
  client: nginx({ on: withoutAliases }),
  unnamed: grafana({ on: withoutAliases }),
  bystander: nginx({ on: defaultBridge }),
  exposed: nginx({ expose: 20_080 }),
  published: nginx({ publish: 80 }),
  publishedToo: grafana({ publish: 3000 }),
  alone: nginx({ on: noNetwork, publish: 80 }),
  peer: nginx(),
};

const containers = new Map<string, Dockerode.Container>();
const addresses = new Map<string, string>();
const hostPorts = new Map<string, string>();

async function start(name: string): Promise<void> {
  const declaration = declared[name] as ContainerDeclaration;
  const { environment, user = '', command: [entrypoint, ...command] = [] } = serverOf(declaration, `${prefix}-${name}`);
  const { on, publish } = declaration;
  const Aliases = [...aliasesOf(declaration)];
  const mode = on.kind === 'predefined' ? on.mode : (networkNames.get(on) ?? '');
  const container = await engine.createContainer({
    name: `${prefix}-${name}`,
    Image: roleImages()[declaration.role].reference,
    Env: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
    User: user,
    ...(entrypoint === undefined ? {} : { Entrypoint: [entrypoint], Cmd: command }),
    Labels,
    HostConfig: { NetworkMode: mode, PortBindings: publish ? { [`${publish}/tcp`]: [{ HostPort: '' }] } : {} },
    NetworkingConfig: Aliases.length > 0 ? { EndpointsConfig: { [mode]: { Aliases } } } : {},
  });
  containers.set(name, container);
  await container.start();
  const { NetworkSettings } = await container.inspect();
  addresses.set(name, NetworkSettings.Networks[mode]?.IPAddress ?? '');
  hostPorts.set(name, NetworkSettings.Ports[`${publish}/tcp`]?.[0]?.HostPort ?? '');
  const log = await container.logs({ follow: true, stdout: true, stderr: true });
  await new Promise<void>((resolve) =>
    log.on('data', (chunk: Buffer) => /start worker process /.test(chunk.toString()) && resolve()),
  );
  (log as unknown as { destroy(): void }).destroy();
}

/** An alias on the default bridge: some engines refuse to create the container, others to start it. */
async function refusedAlias(): Promise<void> {
  const EndpointsConfig = { bridge: { Aliases: ['web'] } };
  const options = { Image: roleImages().nginx.reference, Labels, NetworkingConfig: { EndpointsConfig } };
  const attempt = await engine.createContainer(options).catch(() => undefined);
  await attempt?.start().catch(() => undefined);
  await attempt?.remove({ force: true });
}

async function probeFromInside([name, urls]: readonly [string, readonly string[]]): Promise<void> {
  const script = urls.map((url) => `curl -s -m 1 -o /dev/null ${url} &`).join(' ');
  const exec = await (containers.get(name) as Dockerode.Container).exec({
    Cmd: ['sh', '-c', `${script} wait`],
    AttachStdout: true,
  });
  const stream = await exec.start({ hijack: true });
  stream.resume();
  await new Promise((resolve) => stream.once('end', resolve));
}

await inParallel([...networkNames.values()], CONCURRENCY, (Name) =>
  engine.createNetwork({ Name, Driver: 'bridge', Labels }),
);
await Promise.all([inParallel(Object.keys(declared), CONCURRENCY, start), refusedAlias()]);
const at = (name: string, port: number): string => `http://${addresses.get(name)}:${port}`;
// an exec for each time that the specs send requests from inside a container
const execs: readonly (readonly [string, readonly string[]])[] = [
  ['nginx', ['http://grafana:3000']],
  ['client', ['http://grafana:3000', at('unnamed', 3000)]],
  ['client', [at('unnamed', 3000)]],
  ['bystander', ['http://web', at('bystander', 80)]],
  ['published', [at('exposed', 80), at('exposed', 20_080)]],
  ['alone', ['http://127.0.0.1:80']],
  ['alone', ['http://127.0.0.1:80', at('peer', 80), 'http://172.17.0.1']],
  ['peer', ['http://172.17.255.254', at('peer', 80)]],
];
const published = ['published', 'publishedToo'].map((name) => `http://127.0.0.1:${hostPorts.get(name)}`);
await Promise.all([
  inParallel(execs, CONCURRENCY, probeFromInside),
  inParallel(published, CONCURRENCY, (url) => fetch(url, { redirect: 'manual' })),
]);
await inParallel([...containers.values()], CONCURRENCY, (container) => container.remove({ force: true, v: true }));
await inParallel([...networkNames.values()], CONCURRENCY, (name) => engine.getNetwork(name).remove());
