import { imageInScript, roleImages } from '../../images/roles.ts';
import type { ContainerDeclaration } from '../declare.ts';
import { LARGE_BODY_BYTES, socketsOf } from '../servers.ts';
import { plainName } from './script.ts';

/** The features of the nginx configuration of a script, in addition to identities. */
export interface NginxNeeds {
  /** The UDP port at which datagrams are answered. */
  readonly udp?: number | undefined;
  /** Whether /large is requested. */
  readonly large: boolean;
}

/** The lines that define what every nginx of a script runs, as `sh -c "$NGINX" NAME [LISTEN]`. */
export function nginxLines({ udp, large }: NginxNeeds): string[] {
  const page = large ? ' location = /large { root /tmp; }' : '';
  // Debian has the module in a file, nginx's own image in the program
  const stream =
    udp === undefined
      ? ''
      : String.raw`include /usr/share/nginx/modules-available/mod-stream.conf*; stream { server { listen ${udp} udp; return \"$0 \$remote_addr\"; } } `;
  const http = `http { access_log off; server { \${1:-listen 80;} add_header X-Container $0; add_header X-Client \\$remote_addr;${page} location / { return 200; } } }`;
  return [
    '# Every answer of nginx has the name of its container in X-Container, and the client address that it sees in X-Client.',
    `NGINX='echo "${stream}user root; error_log stderr; events {} ${http}" >/tmp/nginx.conf`,
    ...(large ? [`head -c ${LARGE_BODY_BYTES} /dev/urandom >/tmp/large`] : []),
    `exec nginx -c /tmp/nginx.conf -g "daemon off;"'`,
  ];
}

/** The words of `docker run` from a server's own options to the end; `port` is what nginx listens on instead of 80. */
export function serverWords(name: string, declaration: ContainerDeclaration, port = 80): string[] {
  const { role } = declaration;
  const identity = plainName(name);
  if (role === 'grafana')
    return ['--env', `GF_SERVER_ROOT_URL=http://localhost:3000/${identity}/`, imageInScript(role)];
  // an image with another user cannot listen on port 80, nor write its files
  const user = roleImages()[role].origin === 'override' ? ['--user', '0'] : [];
  const sockets = socketsOf(declaration, port).map((socket) => `listen ${socket};`);
  const listen = sockets.join(' ');
  const own = listen === 'listen 80;' ? [] : [listen];
  return [...user, '--entrypoint', 'sh', imageInScript(role), '-c', '$NGINX', identity, ...own];
}
