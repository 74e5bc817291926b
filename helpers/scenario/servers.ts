import { readFileSync } from 'node:fs';
import type { Role } from '../images/roles.ts';
import type { ContainerDeclaration } from './declare.ts';

const nginxConfiguration = readFileSync(new URL('../../fixtures/nginx.conf', import.meta.url), 'utf8');

/** How a container's server is started to have an identity in its answers. */
export interface ServerSetup {
  /** The port that it listens on by default. */
  readonly port: number;
  readonly environment: Record<string, string>;
  /** Its user; by default the image's. */
  readonly user?: string;
  /** Replaces the image's entrypoint and command. */
  readonly command?: readonly string[];
  /** The line of its log when it is ready. */
  readonly ready: RegExp;
}

/**
 * The server of a declared container, with the identity for its answers. `port` replaces its default port: on the host
 * network, that may be in use.
 */
export function serverOf(declaration: ContainerDeclaration, identity: string, port?: number): ServerSetup {
  const make = servers[declaration.role];
  if (!make) throw new Error(`the role ${declaration.role} has no server`);
  return make(declaration, identity, port);
}

/** The log driver of every container: the engine's default may keep no logs, as `none` does. */
export const LOG_DRIVER = 'json-file';

/** The size of nginx's page /large, which has different bytes in each container and fits into no single packet. */
export const LARGE_BODY_BYTES = 64 * 1024;

/**
 * nginx's reply to a datagram: its identity, and the client's address. Debian has the module in a file, nginx's own image
 * has it in the program.
 */
function datagramServer(port: number | undefined, identity: string): string {
  if (port === undefined) return '';
  return `include /usr/share/nginx/modules-available/mod-stream.conf*;
stream {
  server {
    listen ${port} udp;
    return "${identity} $remote_addr";
  }
}
`;
}

/** The TCP sockets of an nginx, as in its configuration; `own` is its default port. */
export function socketsOf({ expose, publish, loopbackPort, on }: ContainerDeclaration, own: number): string[] {
  const ports = new Set([own, expose, publish].filter((port) => port !== undefined));
  const families = on.kind === 'network' && on.subnet6 ? ['', '[::]:'] : [''];
  const sockets = [...ports].flatMap((port) => families.map((family) => `${family}${port}`));
  return loopbackPort === undefined ? sockets : [...sockets, `127.0.0.1:${loopbackPort}`];
}

type MakeSetup = (declaration: ContainerDeclaration, identity: string, port?: number) => ServerSetup;

const servers: Partial<Record<Role, MakeSetup>> = {
  nginx(declaration, identity, own = 80) {
    const listen = socketsOf(declaration, own)
      .map((socket) => `    listen ${socket};`)
      .join('\n');
    const pages = nginxConfiguration.replace('@LISTEN@', listen).replace('@IDENTITY@', identity);
    const configuration = `${datagramServer(declaration.publishUdp, identity)}${pages}`;
    return {
      port: own,
      environment: { NGINX_CONF: configuration },
      // an image with another user cannot listen on port 80, nor write its files
      user: '0',
      // with the configuration in a variable, any nginx image works, and no file has to be copied
      command: [
        'sh',
        '-c',
        `printf '%s' "$NGINX_CONF" >/tmp/nginx.conf && head -c ${LARGE_BODY_BYTES} /dev/urandom >/tmp/large && exec nginx -c /tmp/nginx.conf -g 'daemon off;'`,
      ],
      ready: /start worker process /,
    };
  },

  // Grafana redirects to /login below the path of its root URL: https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#root_url
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
