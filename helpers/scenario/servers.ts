import { readFileSync } from 'node:fs';
import type { Role } from '../images/roles.ts';
import type { ContainerDeclaration } from './declare.ts';

const nginxConfiguration = readFileSync(new URL('../../fixtures/nginx.conf', import.meta.url), 'utf8');

/** How a container's program is started so that its answers prove who gave them. */
export interface Server {
  /** The port that the program answers on by itself. */
  readonly port: number;
  readonly environment: Record<string, string>;
  /** The user that its program runs as; the image's own unless said. */
  readonly user?: string;
  /** Replaces the image's entrypoint and command. */
  readonly command?: readonly string[];
  /** The line of its log after which it answers. */
  readonly ready: RegExp;
}

/**
 * The server of a declared container; `identity` is what its answers will carry. `port` replaces the one that it
 * answers on by itself: on the host's own network, that one may be somebody else's.
 */
export function serverOf(declaration: ContainerDeclaration, identity: string, port?: number): Server {
  const make = servers[declaration.role];
  if (!make) throw new Error(`the role ${declaration.role} serves nothing`);
  return make(declaration, identity, port);
}

/** By the log, a server is seen to be ready: an engine's own driver may be one whose log cannot be read, such as `none`. */
export const LOG_DRIVER = 'json-file';

/** What an nginx gives at /large, other bytes in each container: more than fits into one packet of any network. */
export const LARGE_BODY_BYTES = 64 * 1024;

/**
 * nginx's answer to a datagram: who it is, and the address that it saw the question come from. Debian has the module
 * in a file, nginx's own image in the program.
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

/** What an nginx listens on beside UDP, as its configuration names it; `own` is the port that it answers on by itself. */
export function socketsOf({ expose, publish, loopbackPort, on }: ContainerDeclaration, own: number): string[] {
  const ports = new Set([own, expose, publish].filter((port) => port !== undefined));
  const families = on.kind === 'network' && on.subnet6 ? ['', '[::]:'] : [''];
  const sockets = [...ports].flatMap((port) => families.map((family) => `${family}${port}`));
  return loopbackPort === undefined ? sockets : [...sockets, `127.0.0.1:${loopbackPort}`];
}

type MakeServer = (declaration: ContainerDeclaration, identity: string, port?: number) => Server;

const servers: Partial<Record<Role, MakeServer>> = {
  nginx(declaration, identity, own = 80) {
    const listen = socketsOf(declaration, own)
      .map((socket) => `    listen ${socket};`)
      .join('\n');
    const pages = nginxConfiguration.replace('@LISTEN@', listen).replace('@IDENTITY@', identity);
    const configuration = `${datagramServer(declaration.publishUdp, identity)}${pages}`;
    return {
      port: own,
      environment: { NGINX_CONF: configuration },
      // an image made for another user cannot listen on port 80, nor write where its nginx would
      user: '0',
      // the configuration comes in a variable: no file to copy, no image of our own, the same for every nginx image
      command: [
        'sh',
        '-c',
        `printf '%s' "$NGINX_CONF" >/tmp/nginx.conf && head -c ${LARGE_BODY_BYTES} /dev/urandom >/tmp/large && exec nginx -c /tmp/nginx.conf -g 'daemon off;'`,
      ],
      ready: /start worker process /,
    };
  },

  // Grafana puts the path of its root URL before /login: https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#root_url
  grafana: (_, identity) => ({
    port: 3000,
    environment: {
      GF_SERVER_ROOT_URL: `http://localhost:3000/${identity}/`,
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
      // an image's own variables may say otherwise: where it logs, and where it answers
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
