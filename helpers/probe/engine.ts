import type Dockerode from 'dockerode';
import { listNetworks } from '../engine/list-networks.ts';
import { type Host, type RunningEngineHost, ownHost } from '../scenario/hosts.ts';
import { type Output, recordStep } from '../scenario/steps.ts';
import { comparableDrivers, comparableNetworks } from './comparable.ts';

/** The VXLAN port of IANA, a swarm's default (docker swarm init --data-path-port). */
const VXLAN_PORT = 4789;

/** The API of an engine as a vantage point. */
export interface EngineVantage {
  /** `docker network ls` */
  networks(): Promise<Dockerode.NetworkInspectInfo[]>;
  /** `docker info`: its network drivers, including plugins. */
  networkDrivers(): Promise<string[]>;
  /** The UDP port of its swarm's VXLAN, where it is a manager. */
  vxlanPort(): Promise<number>;
}

/** The engine of the run. */
export const theEngine: EngineVantage = engineOf(ownHost);

/** The engine on a host of a scenario. */
export function engineAt(host: RunningEngineHost): EngineVantage {
  return engineOf(async () => host);
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
    async networkDrivers() {
      const drivers = [...((await info()).Plugins?.Network ?? [])];
      const words = ['info', '--format', '{{range .Plugins.Network}}{{println .}}{{end}}'];
      await shown(words, 'drivers', comparableDrivers(drivers));
      return drivers;
    },
    async vxlanPort() {
      const { Swarm } = await info();
      const words = ['info', '--format', '{{.Swarm.Cluster.DataPathPort}}'];
      await shown(words, 'text', [String(Swarm?.Cluster?.DataPathPort)]);
      return Swarm?.Cluster?.DataPathPort || VXLAN_PORT;
    },
  };
}
