import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { join } from 'node:path';
import { inspect } from 'node:util';
import Dockerode from 'dockerode';
import { UserError } from './user-error.ts';

/** The address of an engine's API, and where it was found. */
export interface Endpoint {
  /** As in DOCKER_HOST: `unix:///run/docker.sock`, `tcp://10.0.0.1:2376`, `npipe:////./pipe/docker_engine`. */
  readonly dockerHost: string;
  /** What names it: `DOCKER_HOST`, `Docker context "desktop-linux"`, `/run/docker.sock`. */
  readonly source: string;
  /** The name of an embedded engine, as in `--engine debian:trixie`. */
  readonly suite?: string;
  /** The name of an engine that `--engine` names by where it is: `context:prod-1`, `ssh://user@host`. */
  readonly named?: string;
  /** The folder with ca.pem, cert.pem and key.pem, for TLS. */
  readonly certPath?: string;
  /** For an engine on another host, to which `dockerHost` is an ssh tunnel. */
  readonly ssh?: {
    /** The configured address: `ssh://user@host`. */
    readonly address: string;
    /** The host that ssh connects to, which publishes the engine's ports. */
    readonly hostName: string;
  };
}

/**
 * The environment variables by which testcontainers, dockerode and the docker CLI find this endpoint. Undefined ones must
 * be unset: with the certificates of another engine, a plain connection would use TLS.
 */
export function environmentOf({ dockerHost, certPath }: Endpoint): Record<string, string | undefined> {
  return { DOCKER_HOST: dockerHost, DOCKER_TLS_VERIFY: certPath && '1', DOCKER_CERT_PATH: certPath };
}

/** Whether this address is one for ssh. */
export function isSsh(dockerHost: string): boolean {
  return URL.canParse(dockerHost) && new URL(dockerHost).protocol === 'ssh:';
}

/** Checks the form of a DOCKER_HOST. Throws a UserError where it is malformed. */
export function parseDockerHost(dockerHost: string, source: string): URL {
  const example = 'unix:///run/docker.sock or tcp://10.0.0.1:2375';
  const malformed = new UserError(
    `${source} is malformed: found "${dockerHost}", expected an address such as ${example}.`,
  );
  if (!URL.canParse(dockerHost)) throw malformed;
  const url = new URL(dockerHost);
  if (url.protocol === 'ssh:') {
    throw new UserError(
      `${source} is ${dockerHost}, which testcontainers reads, but it does not support ssh: name the engine in DOCKER_HOST instead.`,
    );
  }
  if (!['unix:', 'tcp:', 'http:', 'https:', 'npipe:'].includes(url.protocol)) {
    throw new UserError(
      `${source} is malformed: found "${dockerHost}", whose scheme is unknown; expected an address such as ${example}.`,
    );
  }
  // unix://var/run/docker.sock lacks a slash: its host is "var"; without a path or host, clients use their default
  const whole =
    url.protocol === 'unix:'
      ? url.host === '' && url.pathname.length > 1
      : url.host !== '' || url.protocol === 'npipe:';
  if (!whole) throw malformed;
  return url;
}

/** How long an engine may send nothing while it works; loading images takes longest. */
export const IDLE_LIMIT_MS = 30_000;

/**
 * A client of an engine, which connects with the first request. It sends no API version, so that every engine answers
 * with its own. A request without traffic for `idleLimitMs` is aborted.
 */
export function connect(endpoint: Endpoint, idleLimitMs?: number): Dockerode {
  const url = parseDockerHost(endpoint.dockerHost, endpoint.source);
  if (url.protocol === 'unix:' || url.protocol === 'npipe:') {
    return new Dockerode({ ...nothingFromEnvironment, socketPath: url.pathname, timeout: idleLimitMs, ...direct.http });
  }
  const tls = endpoint.certPath !== undefined || url.protocol === 'https:';
  return new Dockerode({
    ...nothingFromEnvironment,
    host: url.hostname,
    port: url.port || (tls ? 2376 : 2375),
    protocol: tls ? 'https' : 'http',
    timeout: idleLimitMs,
    ...(tls ? direct.https : direct.http),
    ...(endpoint.certPath ? certificates(endpoint.certPath, endpoint.source) : {}),
  });
}

/** As Node's own agents, but without a proxy, even with NODE_USE_ENV_PROXY. */
const pool = { keepAlive: true, scheduling: 'lifo', timeout: 5_000 } as const;
const direct = { http: { agent: briefly(new Agent(pool)) }, https: { agent: briefly(new TlsAgent(pool)) } };

/**
 * docker-modem inspects each request for its debug output, also where nobody reads it: an agent with all its sockets
 * takes a millisecond.
 */
function briefly<T extends Agent>(agent: T): T {
  return Object.assign(agent, { [inspect.custom]: () => 'agent' });
}

/**
 * Without these, dockerode would take them from DOCKER_HOST and DOCKER_CERT_PATH, and with a socket use another engine's
 * host.
 */
const nothingFromEnvironment = {
  host: undefined,
  port: undefined,
  protocol: 'http',
  ca: undefined,
  cert: undefined,
  key: undefined,
} as const;

function certificates(folder: string, source: string): { ca: Buffer; cert: Buffer; key: Buffer } {
  const read = (name: string): Buffer => {
    try {
      return readFileSync(join(folder, name));
    } catch {
      throw new UserError(
        `${source} is configured for TLS, but ${join(folder, name)} cannot be read: correct the folder, or unset it.`,
      );
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}
