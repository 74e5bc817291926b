import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { join } from 'node:path';
import Dockerode from 'dockerode';
import { UserError } from './user-error.ts';

/** Where an engine's API listens, and who said so. */
export interface Endpoint {
  /** As in DOCKER_HOST: `unix:///run/docker.sock`, `tcp://10.0.0.1:2376`, `npipe:////./pipe/docker_engine`. */
  readonly dockerHost: string;
  /** What named it, for people: `DOCKER_HOST`, `Docker context "desktop-linux"`, `/run/docker.sock`. */
  readonly source: string;
  /** Folder with ca.pem, cert.pem and key.pem, where the engine wants TLS. */
  readonly certPath?: string;
  /** Of an engine on another host, to which `dockerHost` is a tunnel by ssh. */
  readonly ssh?: {
    /** As the user gave it: `ssh://user@host`. */
    readonly address: string;
    /** The host as ssh connects to it, which publishes the engine's ports. */
    readonly hostName: string;
  };
}

/**
 * The variables by which testcontainers, dockerode and the docker CLI all find this endpoint. Those that are undefined
 * are to be unset: the certificates of another engine would turn a plain connection into TLS.
 */
export function environmentOf({ dockerHost, certPath }: Endpoint): Record<string, string | undefined> {
  return { DOCKER_HOST: dockerHost, DOCKER_TLS_VERIFY: certPath && '1', DOCKER_CERT_PATH: certPath };
}

/** Checks the form of a DOCKER_HOST. Throws a UserError that says what is wrong with it. */
export function parseDockerHost(dockerHost: string, source: string): URL {
  const example = 'unix:///run/docker.sock or tcp://10.0.0.1:2375';
  const malformed = new UserError(
    `${source} is malformed: found "${dockerHost}", wanted an address such as ${example}.`,
  );
  if (!URL.canParse(dockerHost)) throw malformed;
  const url = new URL(dockerHost);
  if (url.protocol === 'ssh:') {
    throw new UserError(
      `${source} is ${dockerHost}, and testcontainers reads it but does not speak ssh: name the engine in DOCKER_HOST instead.`,
    );
  }
  if (!['unix:', 'tcp:', 'http:', 'https:', 'npipe:'].includes(url.protocol)) {
    throw new UserError(
      `${source} is malformed: found "${dockerHost}", whose scheme is unknown; wanted an address such as ${example}.`,
    );
  }
  // a slash short, unix://var/run/docker.sock has the host "var"; with no path or no host, clients take their default
  const whole =
    url.protocol === 'unix:'
      ? url.host === '' && url.pathname.length > 1
      : url.host !== '' || url.protocol === 'npipe:';
  if (!whole) throw malformed;
  return url;
}

/**
 * A client of the engine behind an endpoint. No API version is sent, so that every engine answers with its own.
 * Nothing is connected until the first call;
 * `idleLimitMs` ends a call on which nothing moves for that long.
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

/** As Node's own agents are, except that NODE_USE_ENV_PROXY does not send them through a proxy. */
const pool = { keepAlive: true, scheduling: 'lifo', timeout: 5_000 } as const;
const direct = { http: { agent: new Agent(pool) }, https: { agent: new TlsAgent(pool) } };

/** dockerode fills in from DOCKER_HOST and DOCKER_CERT_PATH what it is not told: with a socket, it would ask another engine's host. */
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
      throw new UserError(`${source} wants TLS, but ${join(folder, name)} cannot be read.`);
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}
