import { readFileSync } from 'node:fs';
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
}

/** The variables by which testcontainers, dockerode and the docker CLI all find this endpoint. */
export function environmentOf(endpoint: Endpoint): Record<string, string> {
  return {
    DOCKER_HOST: endpoint.dockerHost,
    ...(endpoint.certPath ? { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: endpoint.certPath } : {}),
  };
}

/** Checks the form of a DOCKER_HOST. Throws a UserError that says what is wrong with it. */
export function parseDockerHost(dockerHost: string, source: string): URL {
  const example = 'for example unix:///run/docker.sock or tcp://10.0.0.1:2375';
  const malformed = new UserError(`${source} is malformed: found "${dockerHost}", wanted an address such as ${example}.`);
  if (!URL.canParse(dockerHost)) throw malformed;
  const url = new URL(dockerHost);
  if (url.protocol === 'ssh:') {
    throw new UserError(
      `${source} is ${dockerHost}, and testcontainers does not speak ssh: forward the socket ` +
        `(ssh -NL /tmp/docker.sock:/var/run/docker.sock ${url.host}) and set DOCKER_HOST=unix:///tmp/docker.sock.`,
    );
  }
  if (!['unix:', 'tcp:', 'http:', 'https:', 'npipe:'].includes(url.protocol)) {
    throw new UserError(`${source} is malformed: found "${dockerHost}", whose scheme is unknown; ${example}.`);
  }
  // a slash short, unix://var/run/docker.sock has the host "var"; with no path or no host, clients take their default
  const whole = url.protocol === 'unix:' ? url.host === '' && url.pathname.length > 1 : url.host !== '' || url.protocol === 'npipe:';
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
    return new Dockerode({ socketPath: url.pathname, timeout: idleLimitMs });
  }
  const tls = endpoint.certPath !== undefined || url.protocol === 'https:';
  return new Dockerode({
    host: url.hostname,
    port: url.port || (tls ? 2376 : 2375),
    protocol: tls ? 'https' : 'http',
    timeout: idleLimitMs,
    ...(endpoint.certPath ? certificates(endpoint.certPath, endpoint.source) : {}),
  });
}

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
