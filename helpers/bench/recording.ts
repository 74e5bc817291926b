import type { Body, Call } from '../engine/api-proxy.ts';
import type { Results } from '../report/ctrf.ts';

/** The API calls of a run of the suite, to repeat them without probes and verdicts. */
export interface Recording {
  /** The bodies of the networks that were created, by name. */
  readonly networks: Record<string, Body>;
  /** The bodies of the containers that were created, by name, and what was done to each. */
  readonly containers: Record<string, { readonly body: Body; execs: number; restarts: number }>;
  /** How many containers each engine host had that was started beside the run's engine. */
  readonly hosts: readonly number[];
}

/** Records the calls that pass a proxy. */
export class Recorder {
  private readonly networks: Recording['networks'] = {};
  private readonly containers: Recording['containers'] = {};
  private readonly names = new Map<string, string>();

  /** Records a request. */
  request({ method, path, name }: Call, body: Body): void {
    if (method !== 'POST') return;
    if (path === '/networks/create') this.networks[body.Name] = body;
    if (path === '/containers/create') this.containers[name] = { body, execs: 0, restarts: 0 };
    const [, of = '', what = ''] = path.match(/^\/containers\/([^/]+)\/(exec|stop|restart)$/) ?? [];
    const container = this.containers[this.names.get(of) ?? of];
    if (container && what === 'exec') container.execs += 1;
    if (container && (what === 'stop' || what === 'restart')) container.restarts += 1;
  }

  /** Records a response: a container that was created is named by its id from then on. */
  response({ path, name }: Call, body: Body): void {
    if (path === '/containers/create' && body?.Id) this.names.set(body.Id, name);
  }

  /** All recorded calls, and the hosts in the run's results. */
  recording(results: Results): Recording {
    return { networks: this.networks, containers: this.containers, hosts: hostsIn(results) };
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
