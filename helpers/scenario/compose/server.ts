import { type ComposeFile, type ComposeService, networksOf, sharedService } from '../declare/compose.ts';
import { type ContainerDeclaration, grafana, nginx } from '../declare/container.ts';
import { hostNetwork, network, noNetwork } from '../declare/network.ts';
import { type ServerPorts, drawnPorts, sharedPorts } from '../ports.ts';
import { type ServerSetup, LOG_DRIVER, everywhere, nginxServer, serverOf } from '../servers.ts';
import { sysctlsOf } from '../sysctls.ts';
import { containerPorts, endpointsIn } from './file.ts';

/** The server of a service, and the declaration of a container that is like those of the service. */
export interface ServiceServer {
  readonly declaration: ContainerDeclaration;
  readonly setup: ServerSetup;
  /** The identity of its containers; where it ends with an underscore, the hostname of the container follows. */
  readonly identity: string;
}

/** The server of a service. `hostPorts` are those of one on the host's network. */
export function serverOfService(
  file: ComposeFile,
  name: string,
  project: string,
  hostPorts: Required<ServerPorts>,
): ServiceServer {
  const service = file.services[name] as ComposeService;
  const declaration = declarationOf(file, service);
  // reports print what follows the last hyphen
  const base = `${project}_${name}`;
  // a container with a namespace of its own has its short ID as the name of its host
  const isNamedById = service.network_mode === undefined || service.network_mode === 'none';
  const isNginx = declaration.role === 'nginx';
  const identity = isNginx && isNamedById && service.hostname === undefined ? `${base}_` : base;
  if (!isNginx) return { declaration, setup: serverOf(declaration, identity), identity };
  const { port, ...others } = portsOf(service, hostPorts);
  // on the host's network, a published port is the host's own
  const { tcp, udp } = service.network_mode === 'host' ? { tcp: [], udp: [] } : containerPorts(service);
  const hasIpv6 = networksOf(service).some((used) => file.networks?.[used]?.enable_ipv6 === true);
  const sockets = {
    tcp: everywhere([port, others.otherPort, ...tcp], hasIpv6),
    udp: everywhere([others.udpPort, ...udp], hasIpv6),
  };
  const setup = { port, others, ...nginxServer(identity.replace(/_$/, '_$hostname'), sockets) };
  return { declaration, setup, identity };
}

function portsOf({ network_mode: mode }: ComposeService, hostPorts: Required<ServerPorts>): Required<ServerPorts> {
  if (mode === 'host') return hostPorts;
  return mode?.startsWith('service:') ? sharedPorts : { port: 80, ...drawnPorts };
}

function declarationOf(file: ComposeFile, service: ComposeService): ContainerDeclaration {
  const { network_mode: mode, image = 'nginx' } = service;
  const make = image === 'nginx' ? nginx : grafana;
  const owner = sharedService(service);
  if (owner !== undefined)
    return make({ on: { kind: 'shared', of: declarationOf(file, file.services[owner] as ComposeService) } });
  if (mode === 'host') return make({ on: hostNetwork });
  if (mode === 'none') return make({ on: noNetwork });
  const aliases = Object.values(endpointsIn(service)).flatMap((endpoint) => endpoint.aliases ?? []);
  return make({ on: network({ driver: 'bridge' }), ...(aliases.length > 0 ? { alias: aliases } : {}) });
}

/** What runs in a service, as a Compose file has it. */
export function serverInFile({ setup, declaration }: ServiceServer): Record<string, unknown> {
  const [entrypoint, ...command] = (setup.command ?? []).map(escaped);
  const sysctls = sysctlsOf(declaration);
  const variables = Object.entries(setup.environment).map(([name, value]) => [name, escaped(value)]);
  return {
    pull_policy: 'never',
    ...(entrypoint === undefined ? {} : { entrypoint: [entrypoint], command }),
    ...(setup.user === undefined ? {} : { user: setup.user }),
    environment: Object.fromEntries(variables) as object,
    logging: { driver: LOG_DRIVER },
    // a grace period of 0 s may leave a restarted container without execs: https://github.com/moby/moby/issues/43402
    stop_signal: 'SIGKILL',
    ...(Object.keys(sysctls).length > 0 ? { sysctls } : {}),
  };
}

/** Compose replaces variables in every text of a file. */
function escaped(text: string): string {
  return text.replaceAll('$', '$$$$');
}
