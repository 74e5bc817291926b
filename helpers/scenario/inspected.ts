import type Dockerode from 'dockerode';
import { noted } from './steps.ts';

const CONTAINER =
  '{{range $name, $_ := .NetworkSettings.Networks}}{{println "on" $name}}{{end}}' +
  '{{range $port, $bound := .NetworkSettings.Ports}}{{range $bound}}{{println $port "bound on" .HostIp}}{{end}}{{end}}';

const NETWORK = '{{println "driver" .Driver}}{{println "scope" .Scope}}{{println "internal" .Internal}}';

/** Notes that a container was inspected, with what its networks and bound ports were, and gives what was told of it. */
export function notedInspect(
  { engineName, engine }: { readonly engineName: string; readonly engine: Dockerode },
  info: Dockerode.ContainerInspectInfo,
): Dockerode.ContainerInspectInfo {
  const { Networks, Ports } = info.NetworkSettings;
  const bound = Object.entries(Ports ?? {}).flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp }) => `${port} bound on ${HostIp}`),
  );
  const observed = [...Object.keys(Networks).map((name) => `on ${name}`), ...bound];
  noted({ words: ['docker', 'inspect', '--format', CONTAINER, engineName], engine, observed });
  return info;
}

/** Notes that a network was inspected, and gives what was told of it. */
export function notedNetworkInspect(
  { engineName, engine }: { readonly engineName: string; readonly engine: Dockerode },
  info: Dockerode.NetworkInspectInfo,
): Dockerode.NetworkInspectInfo {
  const observed = [`driver ${info.Driver}`, `scope ${info.Scope}`, `internal ${info.Internal}`];
  noted({ words: ['docker', 'network', 'inspect', '--format', NETWORK, engineName], engine, observed });
  return info;
}
