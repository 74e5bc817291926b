import { LARGE_BODY_BYTES } from './identity-servers.ts';
import { readFileSync } from 'node:fs';
import type { Role } from '../images/roles.ts';
import type { ContainerDeclaration } from './declare.ts';
import { dnsServer } from './dns-server.ts';
import { type OtherPorts, type ServerPorts, drawnPorts } from './ports.ts';

const nginxConfiguration = readFileSync(new URL('../../fixtures/nginx.conf', import.meta.url), 'utf8');

/** How a container's server is started to have an identity in its answers. */
export interface ServerSetup {
  /** The port that it listens on by default. */
  readonly port: number;
  /** The other ports that it answers at, which are never published; Grafana has none. */
  readonly others?: Partial<OtherPorts>;
  readonly environment: Record<string, string>;
  /** Its user; by default the image's. */
  readonly user?: string;
  /** Replaces the image's entrypoint and command. */
  readonly command?: readonly string[];
  /** The line of its log when it is ready. */
  readonly ready: RegExp;
}

/**
 * The server of a declared container, with the identity for its answers. `ports` replace its default ports: on the host
 * network, those may be in use.
 */
export function serverOf(declaration: ContainerDeclaration, identity: string, ports?: ServerPorts): ServerSetup {
  const make = servers[declaration.role];
  if (!make) throw new Error(`the role ${declaration.role} has no server`);
  return make(declaration, identity, ports);
}

/** The log driver of every container: the engine's default may keep no logs, as `none` does. */
export const LOG_DRIVER = 'json-file';

/**
 * nginx's reply to a datagram: its identity, and the client's address. Debian has the module in a file, nginx's own image
 * has it in the program.
 */
function datagramServer(sockets: readonly string[], identity: string): string {
  if (sockets.length === 0) return '';
  const listen = sockets.map((socket) => `    listen ${socket} udp;`).join('\n');
  return `include /usr/share/nginx/modules-available/mod-stream.conf*;
stream {
  server {
${listen}
    return "${identity} $remote_addr";
  }
}
`;
}

/** The sockets of an nginx, as in its configuration. */
export interface Sockets {
  readonly tcp: readonly string[];
  readonly udp: readonly string[];
}

/** Sockets at all IPv4 addresses, and at all IPv6 addresses where there are any. */
export function everywhere(ports: readonly (number | undefined)[], hasIpv6: boolean): string[] {
  const families = hasIpv6 ? ['', '[::]:'] : [''];
  return [...new Set(ports)].flatMap((port) =>
    port === undefined ? [] : families.map((family) => `${family}${port}`),
  );
}

/** The sockets of an nginx at these ports, and at those that it exposes or publishes. */
export function socketsOf(declaration: ContainerDeclaration, { port, otherPort, udpPort }: ServerPorts): Sockets {
  const { expose, exposeUdp, publish, publishUdp, loopbackPort } = declaration;
  const hasIpv6 = mayHaveIpv6(declaration);
  const at = (ports: readonly (number | undefined)[]): string[] => everywhere(ports, hasIpv6);
  const loopback = loopbackPort === undefined ? [] : [`127.0.0.1:${loopbackPort}`];
  return {
    tcp: [...at([port, expose, publish, otherPort]), ...loopback],
    udp: [...at([publishUdp, exposeUdp, udpPort]), ...loopback],
  };
}

/** Whether a container gets an IPv6 address of the network that it is declared on. */
function mayHaveIpv6({ on, at, alsoOn = [] }: ContainerDeclaration): boolean {
  if (on.kind === 'predefined') return on.mode === 'bridge' && at?.options.dockerd?.includes('--ipv6') === true;
  const networks = on.kind === 'network' ? [on, ...alsoOn.map((attachment) => attachment.on)] : [];
  return networks.some(({ subnet6, chosenSubnet6 }) => subnet6 !== undefined || chosenSubnet6 === true);
}

/** An nginx that answers at these sockets with an identity. `before` is shell that runs before it, with these variables. */
export function nginxServer(
  identity: string,
  { tcp, udp }: Sockets,
  before = '',
  variables: Readonly<Record<string, string>> = {},
): Required<Pick<ServerSetup, 'environment' | 'user' | 'command' | 'ready'>> {
  const listen = tcp.map((socket) => `    listen ${socket};`).join('\n') + shownPort(tcp);
  const pages = nginxConfiguration.replace('@LISTEN@', listen).replace('@IDENTITY@', identity);
  const script = [
    `printf '%s' "$NGINX_CONF" >/tmp/nginx.conf && head -c ${LARGE_BODY_BYTES} /dev/urandom >/tmp/large || exit`,
    before,
    "exec nginx -c /tmp/nginx.conf -g 'daemon off;'",
  ];
  return {
    // with the configuration in a variable, any nginx image works, and no file has to be copied
    environment: { NGINX_CONF: `${datagramServer(udp, identity)}${pages}`, ...variables },
    // an image with another user cannot listen on port 80, nor write its files
    user: '0',
    command: ['sh', '-c', script.filter(Boolean).join('\n')],
    ready: /start worker process /,
  };
}

/** At a range of ports, a header has the one that was requested. */
function shownPort(tcp: readonly string[]): string {
  return tcp.some((socket) => socket.includes('-')) ? '\n    add_header X-Port "$server_port" always;' : '';
}

type MakeSetup = (declaration: ContainerDeclaration, identity: string, ports?: ServerPorts) => ServerSetup;

const servers: Partial<Record<Role, MakeSetup>> = {
  nginx(declaration, identity, ports = { port: 80, ...drawnPorts }) {
    const { port, ...others } = ports;
    const sockets = socketsOf(declaration, ports);
    // behaviours that send requests to it need an image with Perl; without one, the other behaviours of the scenario do not
    const dns = `if command -v perl >/dev/null; then ${dnsServer.start}\nfi`;
    const own = declaration.dnsServer
      ? nginxServer(identity, sockets, dns, dnsServer.environment)
      : nginxServer(identity, sockets);
    return { port, others, ...own };
  },

  // Grafana redirects to /login below the path of its root URL:
  // https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#root_url
  grafana: (_, identity) => ({
    port: 3000,
    environment: {
      GF_SERVER_ROOT_URL: `http://localhost:3000/${identity}/`,
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
      // an image's own variables may configure another log and address
      GF_LOG_MODE: 'console',
      GF_LOG_LEVEL: 'info',
      GF_LOG_CONSOLE_LEVEL: 'info',
      GF_SERVER_PROTOCOL: 'http',
      GF_SERVER_HTTP_ADDR: '',
      GF_SERVER_HTTP_PORT: '3000',
      GF_SERVER_SERVE_FROM_SUB_PATH: 'false',
    },
    ready: /HTTP Server Listen|start worker process /,
  }),
};
