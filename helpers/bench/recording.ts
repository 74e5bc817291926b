import type { Body, Call } from '../engine/api-proxy.ts';
import type { Results } from '../report/ctrf.ts';

/** A container that was created, and what was done to it. */
export interface RecordedContainer {
  readonly name: string;
  readonly body: Body;
  /** The bodies of the connects to other networks, by the network's name. */
  readonly connects: { readonly network: string; readonly body: Body }[];
  execs: number;
  restarts: number;
}

/** The networks and containers of one scenario. */
export interface RecordedScenario {
  /** The bodies of the networks that were created. */
  readonly networks: Body[];
  readonly containers: RecordedContainer[];
}

/** The API calls of a run of the suite, to repeat them without probes and verdicts. */
export interface Recording {
  readonly scenarios: readonly RecordedScenario[];
  /** How many containers each engine host had that was started beside the run's engine. */
  readonly hosts: readonly number[];
  /** What the engine refused in the run. */
  readonly refused: Refused;
}

/** How many networks and containers an engine refused to create, to connect or to start. */
export interface Refused {
  networks: number;
  containers: number;
}

/** The name of a part of a scenario: `dnc-`, the run, the scenario and the part. */
const PART = /^dnc-[\da-f]{6}-([\da-f]{4})-/;

/** The calls for a container that the engine may refuse: in the floor, such a container ends there. */
const MAY_BE_REFUSED = /^\/(containers\/create|containers\/[^/]+\/(start|restart)|networks\/[^/]+\/connect)$/;

/** Records the calls that pass a proxy. */
export class Recorder {
  private readonly scenarios = new Map<string, RecordedScenario>();
  private readonly containers = new Map<string, RecordedContainer>();
  private readonly names = new Map<string, string>();
  private readonly refused: Refused = { networks: 0, containers: 0 };

  /** Records a request. */
  request({ method, path, name }: Call, body: Body): void {
    if (method !== 'POST') return;
    if (path === '/networks/create') this.scenarioOf(body.Name).networks.push(body);
    if (path === '/containers/create') this.create(name, body);
    const [, network, change] = path.match(/^\/networks\/([^/]+)\/(connect)$/) ?? [];
    if (network !== undefined && change !== undefined)
      this.containerOf(body.Container)?.connects.push({ network, body: { ...body, Container: undefined } });
    const [, of = '', what = ''] = path.match(/^\/containers\/([^/]+)\/(exec|stop|restart)$/) ?? [];
    const container = this.containerOf(of);
    if (container && what === 'exec') container.execs += 1;
    if (container && (what === 'stop' || what === 'restart')) container.restarts += 1;
  }

  private create(name: string, body: Body): void {
    const [, owner] = String(body.HostConfig?.NetworkMode ?? '').match(/^container:(.*)$/) ?? [];
    if (owner !== undefined) body.HostConfig.NetworkMode = `container:${this.names.get(owner) ?? owner}`;
    const container = { name, body, connects: [], execs: 0, restarts: 0 };
    this.containers.set(name, container);
    this.scenarioOf(name).containers.push(container);
  }

  private containerOf(idOrName: string): RecordedContainer | undefined {
    return this.containers.get(this.names.get(idOrName) ?? idOrName);
  }

  private scenarioOf(name: string): RecordedScenario {
    const key = name.match(PART)?.[1] ?? '';
    const scenario = this.scenarios.get(key) ?? { networks: [], containers: [] };
    this.scenarios.set(key, scenario);
    return scenario;
  }

  /** Records a response: the id of a container that was created, or that the engine refused something. */
  response({ method, path, name }: Call, body: Body): void {
    if (path === '/containers/create' && body?.Id) this.names.set(body.Id, name);
    if (method !== 'POST' || body?.message === undefined) return;
    if (path === '/networks/create') this.refused.networks += 1;
    if (MAY_BE_REFUSED.test(path)) this.refused.containers += 1;
  }

  /** All recorded calls, and the hosts in the run's results. */
  recording(results: Results): Recording {
    return { scenarios: [...this.scenarios.values()], hosts: hostsIn(results), refused: this.refused };
  }
}

/** How many containers each engine host of each scenario had. */
function hostsIn({ results }: Results): number[] {
  const scenarios = new Map(
    results.tests.flatMap(({ suite, filePath, extra }) =>
      extra.topology ? [[`${filePath} ${suite.join(' ')}`, extra.topology] as const] : [],
    ),
  );
  return [...scenarios.values()].flatMap(({ hosts, containers }) =>
    hosts.filter(({ engine }) => engine).map(({ name }) => containers.filter(({ host }) => host === name).length),
  );
}
