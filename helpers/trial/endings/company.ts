import type Dockerode from 'dockerode';
import { ownObjects } from '../../engine/run.ts';
import { resolveImages } from '../../images/resolve.ts';
import { type Ending, must } from './ending.ts';
import { allAsEver, exitedWith, nothingFailed, someVerdict, tally } from './expectations.ts';
import { until } from './poll.ts';
import { clientOf } from './stage.ts';

/** Somebody kills a container of the scenario: that its server is silent then says nothing of the network. */
const containerKilled: Ending = {
  name: 'container-killed-by-somebody',
  engine: 'shared',
  async provoke(stage) {
    const engine = clientOf(stage.shared);
    const run = stage.start(['--chapter', 'bridge', '--chapter', 'publish']);
    const id = await until('a container named …-nginx', () => runningNginx(engine), 90_000);
    await engine.getContainer(id).kill();
    const end = await run.ended;
    exitedWith(end, 1);
    nothingFailed(end);
    someVerdict(end, 'error');
    return `exit 1; ${tally(end)}`;
  },
};

async function runningNginx(engine: Dockerode): Promise<string | undefined> {
  const running = await engine.listContainers({ filters: ownObjects });
  return running.find(({ Names }) => Names.some((name) => name.endsWith('-nginx')))?.Id;
}

/** Two people run the suite on one engine at once. */
const twoSuites: Ending = {
  name: 'two-suites-at-once',
  engine: 'shared',
  async provoke(stage) {
    const ends = await Promise.all([stage.start([]).ended, stage.start([]).ended]);
    for (const end of ends) allAsEver(end);
    return ends.map((end) => `${tally(end)} in ${end.seconds.toFixed(1)} s`).join('; ');
  },
};

/** Things of the user's, placed before the run, bear the names, the alias and the port that the scenarios speak of. */
const usersThings: Ending = {
  name: 'namesakes-of-the-user',
  engine: 'shared',
  async provoke(stage) {
    const engine = clientOf(stage.shared);
    const things = await placeNamesakes(engine);
    const before = await lookOf(things);
    const end = await stage.start([]).ended;
    const after = await lookOf(things);
    must(before === after, `the user's things were changed: before ${before}, after ${after}`);
    must(/"Running":true.*"Running":true/.test(after), `the user's containers do not run: ${after}`);
    allAsEver(end);
    for (const container of things.containers) await container.remove({ force: true });
    for (const network of things.networks) await network.remove();
    return `${tally(end)}; the user's things are as they were`;
  },
};

interface Things {
  readonly containers: readonly Dockerode.Container[];
  readonly networks: readonly Dockerode.Network[];
}

async function placeNamesakes(engine: Dockerode): Promise<Things> {
  const images = await resolveImages({ engine, registry: false, progress: () => undefined });
  const networks = await Promise.all(['nginx', 'grafana'].map((Name) => engine.createNetwork({ Name })));
  const waiting = { Image: images.nginx.reference, Cmd: ['sleep', '86400'] };
  const containers = await Promise.all([
    engine.createContainer({
      ...waiting,
      name: 'nginx',
      ExposedPorts: { '80/tcp': {} },
      HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '80' }] } },
    }),
    engine.createContainer({
      ...waiting,
      name: 'grafana',
      HostConfig: { NetworkMode: 'grafana' },
      NetworkingConfig: { EndpointsConfig: { grafana: { Aliases: ['grafana', 'nginx'] } } },
    }),
  ]);
  for (const container of containers) await container.start();
  return { containers, networks };
}

/** What must stay as it is of the user's things, as one text. */
async function lookOf({ containers, networks }: Things): Promise<string> {
  const looks = [
    ...containers.map(async (container) => {
      const { Id, State, RestartCount, NetworkSettings } = await container.inspect();
      const { Running, Pid, StartedAt } = State;
      return { Id, Running, Pid, StartedAt, RestartCount, of: NetworkSettings.Networks, ports: NetworkSettings.Ports };
    }),
    ...networks.map(async (network) => {
      const { Id, IPAM, Containers, Options } = await network.inspect();
      return { Id, IPAM, Containers, Options };
    }),
  ];
  return JSON.stringify(await Promise.all(looks));
}

export const company: readonly Ending[] = [containerKilled, twoSuites, usersThings];
