import type Dockerode from 'dockerode';
import { poll } from '../../engine/poll.ts';
import { ownObjects } from '../../engine/run.ts';
import { resolveImages } from '../../images/resolve.ts';
import type { Ending } from './ending.ts';
import { everyVerdictAsUsual, exitedWith, nothingFailed, someVerdict, countsOf } from './expectations.ts';
import { clientOf } from './stage.ts';
import { must } from './wrong-ending.ts';

/** Another user kills a container of the scenario: that it no longer answers proves nothing about the network. */
const containerKilled: Ending = {
  name: 'container-killed-by-another-user',
  engine: 'shared',
  async provoke(stage) {
    const engine = clientOf(stage.shared);
    const run = stage.start(['--chapter', 'bridge', '--chapter', 'publish']);
    const limit = { waitingFor: 'a container named …-nginx', limitMs: 90_000 };
    const id = await poll(limit, () => runningNginx(engine));
    await engine.getContainer(id).kill();
    const end = await run.ended;
    exitedWith(end, 1);
    nothingFailed(end);
    someVerdict(end, 'error');
    return `exit 1; ${countsOf(end)}`;
  },
};

async function runningNginx(engine: Dockerode): Promise<string | undefined> {
  const running = await engine.listContainers({ filters: ownObjects });
  return running.find(({ Names }) => Names.some((name) => name.endsWith('-nginx')))?.Id;
}

/** Two users run the suite on one engine at the same time. */
const twoSuites: Ending = {
  name: 'two-runs-at-once',
  engine: 'shared',
  async provoke(stage) {
    const ends = await Promise.all([stage.start([]).ended, stage.start([]).ended]);
    for (const end of ends) everyVerdictAsUsual(end);
    return ends.map((end) => `${countsOf(end)} in ${end.seconds.toFixed(1)} s`).join('; ');
  },
};

/** The user's own containers and networks have the names, the alias and the port that scenarios use. */
const userObjects: Ending = {
  name: 'user-objects-of-the-same-names',
  engine: 'shared',
  async provoke(stage) {
    const engine = clientOf(stage.shared);
    const objects = await createUserObjects(engine);
    const before = await stateOf(objects);
    const end = await stage.start([]).ended;
    const after = await stateOf(objects);
    must(before === after, `the user's objects were changed: before ${before}, after ${after}`);
    must(/"Running":true.*"Running":true/.test(after), `the user's containers are not running: ${after}`);
    everyVerdictAsUsual(end);
    for (const container of objects.containers) await container.remove({ force: true });
    for (const network of objects.networks) await network.remove();
    return `${countsOf(end)}; the user's objects are unchanged`;
  },
};

interface UserObjects {
  readonly containers: readonly Dockerode.Container[];
  readonly networks: readonly Dockerode.Network[];
}

async function createUserObjects(engine: Dockerode): Promise<UserObjects> {
  const images = await resolveImages({ engine, registry: false, progress: () => undefined });
  const networks = await Promise.all(['nginx', 'grafana'].map((Name) => engine.createNetwork({ Name })));
  const sleeping = { Image: images.nginx.reference, Cmd: ['sleep', '86400'] };
  const containers = await Promise.all([
    engine.createContainer({
      ...sleeping,
      name: 'nginx',
      ExposedPorts: { '80/tcp': {} },
      HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '80' }] } },
    }),
    engine.createContainer({
      ...sleeping,
      name: 'grafana',
      HostConfig: { NetworkMode: 'grafana' },
      NetworkingConfig: { EndpointsConfig: { grafana: { Aliases: ['grafana', 'nginx'] } } },
    }),
  ]);
  for (const container of containers) await container.start();
  return { containers, networks };
}

/** The state of the user's objects that must not change, as one text. */
async function stateOf({ containers, networks }: UserObjects): Promise<string> {
  const states = [
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
  return JSON.stringify(await Promise.all(states));
}

export const onSharedEngine: readonly Ending[] = [containerKilled, twoSuites, userObjects];
