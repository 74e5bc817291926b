import type Dockerode from 'dockerode';
import { listNetworks } from '../engine/list-networks.ts';
import { retry } from '../engine/poll.ts';
import { errorCode, errorText } from '../engine/user-error.ts';
import { type Host, type RunningEngineHost, ownHost } from '../scenario/hosts.ts';
import { type Output, recordStep } from '../scenario/steps.ts';
import { comparableDrivers, comparableNetworks } from './comparable.ts';
import type { RunningNetwork } from '../scenario/running.ts';
import { remark } from './manual-command.ts';
import { type AreAll, type NetworkEvent, networkEventsDuring } from './network-events.ts';

/** The VXLAN port of IANA, a swarm's default (docker swarm init --data-path-port). */
const VXLAN_PORT = 4789;

/** The filters of a prune: without a label, it removes networks that the suite did not create. */
export interface PruneFilters {
  /** `label=KEY=VALUE` */
  readonly label: string;
  /** `label!=KEY=VALUE` */
  readonly 'label!'?: string;
  /** `until=TIME` */
  readonly until?: string;
}

/** How long a prune is repeated. */
const PRUNE_PACE = { limitMs: 5000 };

/** Docker does one prune at a time; Podman gives up where a container is removed meanwhile, by another spec file. */
function isInterrupted(error: unknown): boolean {
  return errorCode(error) === 409 || /no such container/.test(errorText(error));
}

/** The API of an engine as a vantage point. */
export interface EngineVantage {
  /** `docker network ls` */
  networks(): Promise<Dockerode.NetworkInspectInfo[]>;
  /** `docker network ls --filter KEY=VALUE`: the names of the networks, sorted. */
  networksBy(filter: string, value: string): Promise<string[]>;
  /** `docker ps --filter network=NETWORK`: the names of the running containers, sorted. */
  containersOn(network: RunningNetwork): Promise<string[]>;
  /** The events of a network while `work` is done, until `areAll` accepts them, or for some seconds. */
  networkEvents(network: RunningNetwork, work: () => Promise<void>, areAll: AreAll): Promise<NetworkEvent[]>;
  /** `docker info`: its network drivers, including plugins. */
  networkDrivers(): Promise<string[]>;
  /** `docker network prune`; returns the names of the removed networks. */
  pruneNetworks(filters: PruneFilters): Promise<string[]>;
  /** The UDP port of its swarm's VXLAN, where it is a manager. */
  vxlanPort(): Promise<number>;
}

/** The engine of the run. */
export const theEngine: EngineVantage = engineOf(ownHost);

/** The API of an engine that nobody else uses. */
export interface OwnEngineVantage extends EngineVantage {
  /** `docker network prune` without a filter: it removes every unused network of the engine. */
  pruneAllNetworks(): Promise<string[]>;
}

/** The engine on a host of a scenario. */
export function engineAt(host: RunningEngineHost): OwnEngineVantage {
  const { engine, lab } = host;
  return {
    ...engineOf(async () => host),
    async pruneAllNetworks() {
      if (!lab) throw new Error(`${host.name} is the user's: its networks are not the suite's`);
      const removed = await pruneNetworks(engine, {});
      recordStep(
        remark('docker network prune: not repeated here, because it removes networks that are not of this script'),
      );
      return removed;
    },
  };
}

async function pruneNetworks(engine: Dockerode, filters: Partial<PruneFilters>): Promise<string[]> {
  const values = Object.fromEntries(Object.entries(filters).map(([key, value]) => [key, [value]]));
  const prune = async (): Promise<Pruned> => engine.pruneNetworks({ filters: values });
  const { NetworksDeleted } = await retry(PRUNE_PACE, prune, isInterrupted);
  return (NetworksDeleted ?? []).toSorted();
}

interface Pruned {
  readonly NetworksDeleted?: readonly string[] | null;
}

interface Info {
  readonly Plugins?: { readonly Network?: readonly string[] | null };
  readonly Swarm?: { readonly Cluster?: { readonly DataPathPort?: number } };
}

function engineOf(host: () => Promise<Host>): EngineVantage {
  const info = async (): Promise<Info> => (await host()).engine.info();
  const shown = async (words: readonly string[], output: Output, lines: readonly string[]): Promise<void> =>
    recordStep({ words: ['docker', ...words], engine: (await host()).engine, observed: { output, lines } });
  return {
    async networks() {
      const networks = await listNetworks((await host()).engine);
      const words = ['network', 'ls', '--format', '{{.Name}} {{.Driver}} {{.Scope}}'];
      await shown(words, 'networks', comparableNetworks(networks, 'dnc-'));
      return networks;
    },
    async networksBy(filter, value) {
      const filters = { [filter]: [value] };
      const names = (await listNetworks((await host()).engine, { filters })).map(({ Name }) => Name).toSorted();
      await shown(['network', 'ls', '--filter', `${filter}=${value}`, '--format', '{{.Name}}'], 'text', names);
      return names;
    },
    async containersOn({ engineName }) {
      const listed = await (await host()).engine.listContainers({ filters: { network: [engineName] } });
      const names = listed.map(({ Names }) => String(Names[0]).replace(/^\//, '')).toSorted();
      await shown(['ps', '--filter', `network=${engineName}`, '--format', '{{.Names}}'], 'text', names);
      return names;
    },
    async networkEvents(network, work, areAll) {
      recordStep(
        remark(
          `docker events --filter type=network --filter network=${network.name}: not repeated here, because it does not end`,
        ),
      );
      return networkEventsDuring((await host()).engine, network, work, areAll);
    },
    async networkDrivers() {
      const drivers = [...((await info()).Plugins?.Network ?? [])];
      const words = ['info', '--format', '{{range .Plugins.Network}}{{println .}}{{end}}'];
      await shown(words, 'drivers', comparableDrivers(drivers));
      return drivers;
    },
    async pruneNetworks(filters) {
      const { engine } = await host();
      const removed = await pruneNetworks(engine, filters);
      const words = Object.entries(filters).flatMap(([key, value]) => ['--filter', `${key}=${value}`]);
      recordStep({ words: ['docker', 'network', 'prune', '--force', ...words], engine });
      return removed;
    },
    async vxlanPort() {
      const { Swarm } = await info();
      const words = ['info', '--format', '{{.Swarm.Cluster.DataPathPort}}'];
      await shown(words, 'text', [String(Swarm?.Cluster?.DataPathPort)]);
      return Swarm?.Cluster?.DataPathPort || VXLAN_PORT;
    },
  };
}
