import type Dockerode from 'dockerode';
import { listNetworks } from '../engine/list-networks.ts';
import { type Host, type RunningEngineHost, ownHost } from '../scenario/hosts.ts';
import { noted } from '../scenario/steps.ts';

/** IANA's port of VXLAN, which a swarm uses unless told otherwise (docker swarm init --data-path-port). */
const VXLAN_PORT = 4789;

/** What an engine tells of itself, by its API. */
export interface EngineVantage {
  /** `docker network ls` */
  networks(): Promise<Dockerode.NetworkInspectInfo[]>;
  /** `docker info`: the network drivers that it has, its own and plugins. */
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
  const told = async (words: readonly string[], lines: readonly string[]): Promise<void> =>
    noted({ words: ['docker', ...words], engine: (await host()).engine, observed: lines });
  return {
    async networks() {
      const networks = await listNetworks((await host()).engine);
      const lasting = networks.filter(({ Name }) => /^(bridge|host|none|dnc-.*)$/.test(Name));
      const lines = lasting.map(({ Name, Driver, Scope }) => `${Name} ${Driver} ${Scope}`);
      await told(['network', 'ls', '--format', '{{.Name}} {{.Driver}} {{.Scope}}'], lines);
      return networks;
    },
    async networkDrivers() {
      const drivers = [...((await info()).Plugins?.Network ?? [])];
      const lasting = drivers.filter((driver) => !driver.startsWith('dnc-'));
      await told(['info', '--format', '{{range .Plugins.Network}}{{println .}}{{end}}'], lasting);
      return drivers;
    },
    async vxlanPort() {
      const { Swarm } = await info();
      await told(['info', '--format', '{{.Swarm.Cluster.DataPathPort}}'], [String(Swarm?.Cluster?.DataPathPort)]);
      return Swarm?.Cluster?.DataPathPort || VXLAN_PORT;
    },
  };
}
