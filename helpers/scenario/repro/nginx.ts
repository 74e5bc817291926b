import { imageInScript, roleImages } from '../../images/roles.ts';
import { type ContainerDeclaration, nginx } from '../declare.ts';
import { type ServerPorts, drawnPorts } from '../ports.ts';
import { BY_ID } from '../compose/server-in-script.ts';
import { LARGE_BODY_BYTES } from '../identity-servers.ts';
import { socketsOf } from '../servers.ts';
import { type Plan, containerIn } from './plan.ts';
import { plainName } from './script.ts';

/** The features of the nginx configuration of a script, in addition to identities. */
interface NginxNeeds {
  /** Whether datagrams are sent. */
  readonly udp: boolean;
  /** Whether the second TCP port is requested. */
  readonly other: boolean;
  /** Whether /large is requested. */
  readonly large: boolean;
  /** Whether a user other than root runs it, who cannot write to the folders of the image. */
  readonly unprivileged: boolean;
}

const defaultPorts: ServerPorts = { port: 80, ...drawnPorts };

/** The features of nginx that the requests of a script need. */
function nginxNeeds({ declarations, requests, ports }: Plan): NginxNeeds {
  const others = [drawnPorts, ...ports.values()].map(({ otherPort }) => otherPort);
  const publishesUdp = Object.values(declarations).some((declared) => containerIn(declared)?.publishUdp !== undefined);
  return {
    large: requests.includes('/large'),
    udp: publishesUdp || requests.includes('/dev/udp/'),
    unprivileged: Object.values(declarations).some((declared) => containerIn(declared)?.user !== undefined),
    other: others.some((port) => port !== undefined && requests.includes(`:${port}`)),
  };
}

const TEMPORARY_PATHS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  .map((kind) => `${kind}_temp_path /tmp/${kind}; `)
  .join('');

/** The lines that define what every nginx of a script runs, as `sh -c "$NGINX" NAME [LISTEN [LISTEN-UDP]]`. */
export function nginxLines(plan: Plan): string[] {
  const { udp, other, large, unprivileged } = nginxNeeds(plan);
  const [pid, paths] = unprivileged ? ['pid /tmp/nginx.pid; ', TEMPORARY_PATHS] : ['', ''];
  const page = large ? ' location = /large { root /tmp; }' : '';
  // Debian has the module in a file, nginx's own image in the program
  const stream = udp
    ? `include /usr/share/nginx/modules-available/mod-stream.conf*; stream { server { \${2:-listen ${drawnPorts.udpPort} udp;} return \\"$0 \\$remote_addr\\"; } } `
    : '';
  const own = other ? `listen 80; listen ${drawnPorts.otherPort};` : 'listen 80;';
  const http = `http { ${paths}access_log off; server { \${1:-${own}} add_header X-Container $0; add_header X-Client \\$remote_addr;${page} location / { return 200; } } }`;
  return [
    '# Every answer of nginx has the name of its container in X-Container, and the client address that it sees in X-Client.',
    ...(isAnsweringById(plan)
      ? ['# Where a service has several containers, the ID of the container is in X-Container instead.']
      : []),
    `NGINX='echo "${stream}${pid}user root; error_log stderr; events {} ${http}" >/tmp/nginx.conf`,
    ...(large ? [`head -c ${LARGE_BODY_BYTES} /dev/urandom >/tmp/large`] : []),
    `exec nginx -c /tmp/nginx.conf -g "daemon off;"'`,
  ];
}

/** Whether containers of a Compose file answer with their IDs, at the start or later. */
function isAnsweringById({ composeFiles, requests }: Plan): boolean {
  return [...composeFiles.values(), requests].some((text) => text.includes(BY_ID));
}

/**
 * The words of `docker run` from a server's own options to the end; `ports` are what nginx listens on instead of its
 * default ones.
 */
export function serverWords(
  name: string,
  declaration: ContainerDeclaration,
  plan: Plan,
  ports: ServerPorts = defaultPorts,
): string[] {
  const { role } = declaration;
  const identity = plainName(name);
  if (role === 'grafana')
    return ['--env', `GF_SERVER_ROOT_URL=http://localhost:3000/${identity}/`, imageInScript(role)];
  // an image with another user cannot listen on port 80, nor write its files
  const server = roleImages()[role].origin === 'override' ? '0' : undefined;
  const { user = server } = declaration;
  return [
    ...(user === undefined ? [] : ['--user', user]),
    '--entrypoint',
    'sh',
    imageInScript(role),
    '-c',
    '$NGINX',
    identity,
    ...listenWords(declaration, plan, ports),
  ];
}

/** The arguments with the sockets of an nginx; none where they are those of every nginx. */
function listenWords(declaration: ContainerDeclaration, plan: Plan, ports: ServerPorts): string[] {
  const needs = nginxNeeds(plan);
  const own = listenTexts(declaration, ports, needs);
  const standard = listenTexts(nginx(), defaultPorts, needs);
  return own.join() === standard.join() ? [] : own;
}

function listenTexts(declaration: ContainerDeclaration, ports: ServerPorts, { other, udp }: NginxNeeds): string[] {
  const { port, otherPort = 0, udpPort = 0 } = ports;
  const sockets = socketsOf(declaration, { port, ...(other ? { otherPort } : {}), ...(udp ? { udpPort } : {}) });
  const pages = sockets.tcp.map((socket) => `listen ${socket};`);
  const datagrams = sockets.udp.map((socket) => `listen ${socket} udp;`);
  return [pages, datagrams].filter((listen) => listen.length > 0).map((listen) => listen.join(' '));
}
