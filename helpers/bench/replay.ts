import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Dockerode from 'dockerode';
import { startInstance } from '../engine/embedded/instance.ts';
import { suiteNamed } from '../engine/embedded/suites.ts';
import { connect } from '../engine/endpoint.ts';
import { ownerOf } from '../engine/owner.ts';
import { labelsOf } from '../engine/run.ts';
import { resolveImages } from '../images/resolve.ts';
import type { Body } from '../engine/api-proxy.ts';
import type { RecordedContainer, RecordedScenario, Recording, Refused } from './recording.ts';
import { errorCode } from '../engine/user-error.ts';
import { inParallel } from '../engine/parallel.ts';

/**
 * The minimum for a run: its recorded API calls by plain dockerode, without verdicts, reports and time-outs, with as many
 * scenarios at a time as in the run: an engine's address pools have no room for the networks of all. `npm run bench --
 * --all` runs it as a process, which prints how many containers and networks the engine refused, here and in the run: what is
 * refused here alone makes the floor too low.
 */
const SCENARIOS_AT_A_TIME = 6;

/** How many containers of an engine host start at the same time. */
const CONTAINERS_AT_A_TIME = 7;

/** How many engines start at the same time. */
const HOSTS_AT_A_TIME = 2;

const [, , file = '', suite = ''] = process.argv;
const { scenarios, hosts, refused: inRun } = JSON.parse(readFileSync(file, 'utf8')) as Recording;
const engine = new Dockerode();
const prefix = `dnc-floor-${randomBytes(2).toString('hex')}`;
const Labels = labelsOf({ id: prefix, owner: ownerOf() });
const renamed = (name: string): string => name.replace(/^dnc-/, `${prefix}-`);

/** A body in which the recorded names of networks and containers are replaced by those of this process. */
function withOwnNames(body: Body): Body {
  return JSON.parse(JSON.stringify(body).replaceAll(/\bdnc-[\da-f]{6}-/g, (found) => renamed(found)));
}

async function startServer(on: Dockerode, name: string, body: Body): Promise<Dockerode.Container> {
  const container = await on.createContainer({ ...body, name, Labels });
  await container.start();
  await container.inspect();
  const log = (await container.logs({ follow: true, stdout: true, stderr: true })) as NodeJS.ReadableStream & {
    destroy(): void;
  };
  await new Promise<void>((resolve) => {
    log.on('data', (chunk: Buffer) => /start worker process /.test(chunk.toString()) && resolve()).once('end', resolve);
  });
  log.destroy();
  return container;
}

async function exec(container: Dockerode.Container): Promise<void> {
  const Cmd = ['sh', '-c', 'curl -s -m 1 -o /dev/null http://127.0.0.1; wait'];
  const stream = await (await container.exec({ Cmd, AttachStdout: true })).start({ hijack: true, stdin: false });
  stream.resume();
  await new Promise((resolve) => stream.once('end', resolve));
}

const refused: Refused = { networks: 0, containers: 0 };

/** Repeats the calls of a container, from its creation to its last restart. The engine may refuse some, as in the run. */
async function replayContainer({ name, body, connects, execs, restarts }: RecordedContainer): Promise<void> {
  const container = engine.getContainer(renamed(name));
  try {
    await startServer(engine, renamed(name), withOwnNames(body));
    for (const { network, body: options } of connects) {
      const joining: Dockerode.NetworkConnectOptions = { ...withOwnNames(options), Container: renamed(name) };
      await engine.getNetwork(renamed(network)).connect(joining);
    }
    for (let done = 0; done < execs; done++) await exec(container);
    for (let done = 0; done < restarts; done++) await container.restart({ t: 0 });
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    refused.containers += 1;
  }
}

const isSharing = ({ body }: RecordedContainer): boolean =>
  String(body.HostConfig?.NetworkMode).startsWith('container:');

/** Repeats a scenario: its networks, its containers, those that share the network of another one last, and their removal. */
async function replayScenario({ networks, containers }: RecordedScenario): Promise<void> {
  const bodies = networks.map(withOwnNames);
  await Promise.all(
    bodies.map((body) => engine.createNetwork({ ...body, Labels }).catch(() => (refused.networks += 1))),
  );
  await Promise.all(containers.filter((one) => !isSharing(one)).map(replayContainer));
  await Promise.all(containers.filter(isSharing).map(replayContainer));
  await Promise.all(
    containers.map(({ name }) =>
      engine
        .getContainer(renamed(name))
        .remove({ force: true, v: true })
        .catch(() => undefined),
    ),
  );
  await Promise.all(
    bodies.map(({ Name }) =>
      engine
        .getNetwork(Name)
        .remove()
        .catch(() => undefined),
    ),
  );
}

/** Repeats an engine host of a lab, with its containers. */
async function replayHost(count: number): Promise<void> {
  const instance = await startInstance(suiteNamed(suite), () => undefined);
  try {
    const on = connect(instance.endpoint);
    const { nginx } = await resolveImages({ engine: on, registry: false, progress: () => undefined });
    const body = { Image: nginx.reference, Cmd: ['nginx', '-g', 'daemon off; error_log /dev/stderr notice;'] };
    const names = Array.from({ length: count }, (_, index) => `${prefix}-${instance.name}-${index}`);
    await inParallel(names, CONTAINERS_AT_A_TIME, async (name) =>
      (await startServer(on, name, body)).remove({ force: true }),
    );
  } finally {
    await instance.stopAtOnce();
  }
}

await Promise.all([
  inParallel(scenarios, SCENARIOS_AT_A_TIME, replayScenario),
  suite ? inParallel(hosts, HOSTS_AT_A_TIME, replayHost) : undefined,
]);
console.log(
  `refused: ${refused.networks} networks (${inRun.networks} in the run), ${refused.containers} containers (${inRun.containers} in the run)`,
);
