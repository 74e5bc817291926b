import type Dockerode from 'dockerode';
import { recordStep } from './steps.ts';

type NetworkSettings = Pick<Dockerode.ContainerInspectInfo['NetworkSettings'], 'Networks' | 'Ports'>;

/** The parts of a container's network settings that are the same in every run: its networks, and where its ports are bound. */
export function describeSettings({ Networks, Ports }: NetworkSettings): string[] {
  const bound = Object.entries(Ports ?? {}).flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp }) => `${port} bound on ${HostIp}`),
  );
  return [...Object.keys(Networks).map((name) => `on ${name}`), ...bound];
}

/** The parts of a network that are the same in every run. */
export function describeNetwork({ Driver, Scope, Internal }: Dockerode.NetworkInspectInfo): string[] {
  return [`driver ${Driver}`, `scope ${Scope}`, `internal ${Internal}`];
}

interface OnEngine {
  readonly engineName: string;
  readonly engine: Dockerode;
}

/** Records that a container was inspected. */
export function recordInspect(
  { engineName, engine }: OnEngine,
  info: Dockerode.ContainerInspectInfo,
): Dockerode.ContainerInspectInfo {
  const observed = { output: 'container', lines: describeSettings(info.NetworkSettings) } as const;
  recordStep({ words: ['docker', 'inspect', '--format', '{{json .NetworkSettings}}', engineName], engine, observed });
  return info;
}

/** Records that a network was inspected. */
export function recordNetworkInspect(
  { engineName, engine }: OnEngine,
  info: Dockerode.NetworkInspectInfo,
): Dockerode.NetworkInspectInfo {
  const observed = { output: 'network', lines: describeNetwork(info) } as const;
  recordStep({ words: ['docker', 'network', 'inspect', engineName], engine, observed });
  return info;
}
