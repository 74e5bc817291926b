import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { contextEndpoint, currentContext, dockerFolder, readText } from './docker-context.ts';
import { type Endpoint, connect, isSsh, parseDockerHost } from './endpoint.ts';
import { endpointNamed } from './engine-name.ts';
import { type Tunnel, openTunnel } from './ssh-tunnel.ts';
import { UserError, errorCode, errorText } from './user-error.ts';

/** How long an engine may take to answer a ping. */
const PING_LIMIT_MS = 5_000;

/** A socket that was tried, and why no engine answered. */
interface Miss {
  readonly where: string;
  readonly why: string;
}

/** The engine that was found, if any, and the sockets that were tried. */
interface Found {
  readonly endpoint?: Endpoint;
  /** The ssh tunnel to it, which the caller closes. */
  readonly tunnel?: Tunnel;
  readonly tried: readonly Miss[];
}

/**
 * The user's engine: the configured one (testcontainers' property file, DOCKER_HOST, the Docker context), else the first
 * of the usual sockets that answers (Docker, rootless Docker, Docker Desktop, Podman).
 *
 * Throws a UserError where a configured engine does not answer, because another one would be the wrong engine. Without a
 * configured engine and one that answers, gives the sockets that were tried. With `name`, a Docker context or an address, it
 * is that engine.
 */
export async function findEngine(name?: string): Promise<Found> {
  const named = name === undefined ? configuredEndpoint() : soughtEndpoint(name);
  if (named && isSsh(named.dockerHost)) return throughTunnel(named);
  if (named) {
    const why = await whyUnreachable(named);
    if (why === undefined) return { endpoint: named, tried: [] };
    throw unanswered(named, why);
  }
  const tried: Miss[] = [];
  for (const socket of usualSockets()) {
    const endpoint = { dockerHost: socket, source: socket.replace(/^[a-z]+:\/\//, '') };
    const why = await whyUnreachable(endpoint);
    if (why === undefined) return { endpoint, tried };
    tried.push({ where: endpoint.source, why });
  }
  return { tried };
}

async function throughTunnel(named: Endpoint): Promise<Found> {
  const tunnel = await openTunnel(new URL(named.dockerHost), named.source);
  const { dockerHost, hostName } = tunnel;
  const ssh = { address: named.dockerHost, hostName };
  const endpoint = {
    dockerHost,
    source: named.source,
    ssh,
    ...(named.named === undefined ? {} : { named: named.named }),
  };
  const why = await whyUnreachable(endpoint);
  if (why === undefined) return { endpoint, tunnel, tried: [] };
  const complaint = tunnel.complaint();
  await tunnel.close();
  throw unanswered(named, complaint || why);
}

function unanswered({ dockerHost, source }: Endpoint, why: string): UserError {
  return new UserError(
    `No container engine answers at ${dockerHost}${source === dockerHost ? '' : ` (from ${source})`}: ${why}; start it, or correct the address.`,
  );
}

/** The endpoint that `--engine` names. Throws a UserError where testcontainers would use another engine all the same. */
function soughtEndpoint(name: string): Endpoint {
  if (testcontainersProperty('tc.host'))
    throw new UserError(
      `~/.testcontainers.properties has tc.host, which testcontainers uses instead of any other engine: remove that line to judge ${name}.`,
    );
  return endpointNamed(name);
}

function configuredEndpoint(): Endpoint | undefined {
  const { DOCKER_HOST, DOCKER_CERT_PATH, DOCKER_TLS_VERIFY, DOCKER_CONTEXT } = process.env;
  const ofTestcontainers = testcontainersProperty('tc.host');
  const host = ofTestcontainers ?? (DOCKER_HOST || testcontainersProperty('docker.host'));
  if (host) {
    const source = host === DOCKER_HOST ? 'DOCKER_HOST' : '~/.testcontainers.properties';
    if (ofTestcontainers || !isSsh(host)) parseDockerHost(host, source);
    // as in the docker CLI: https://docs.docker.com/reference/cli/docker/#environment-variables
    const certPath = DOCKER_TLS_VERIFY && !host.startsWith('unix:') ? DOCKER_CERT_PATH || dockerFolder() : undefined;
    return { dockerHost: host, source, ...(certPath ? { certPath } : {}) };
  }
  const context = DOCKER_CONTEXT || currentContext();
  return context && context !== 'default' ? contextEndpoint(context) : undefined;
}

/** A property of ~/.testcontainers.properties, which testcontainers reads as well. */
function testcontainersProperty(key: string): string | undefined {
  return readText(join(homedir(), '.testcontainers.properties'))
    ?.split('\n')
    .map((line) => line.split('=').map((part) => part.trim()))
    .find(([name]) => name === key)?.[1];
}

function usualSockets(): string[] {
  if (process.platform === 'win32') return ['npipe:////./pipe/docker_engine'];
  const home = homedir();
  const uid = process.getuid?.() ?? 0;
  const runtime = process.env['XDG_RUNTIME_DIR'] || `/run/user/${uid}`;
  const paths = [
    '/var/run/docker.sock',
    `${runtime}/docker.sock`,
    `${home}/.docker/run/docker.sock`,
    `${home}/.docker/desktop/docker.sock`,
    ...(uid === 0 ? ['/run/podman/podman.sock'] : []),
    `${runtime}/podman/podman.sock`,
  ];
  return [...new Set(paths)].filter((path) => existsSync(path)).map((path) => `unix://${path}`);
}

/** Why an engine does not answer in time; undefined where it does. */
export async function whyUnreachable(endpoint: Endpoint): Promise<string | undefined> {
  try {
    await connect(endpoint, PING_LIMIT_MS).ping();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) throw error;
    return reasons[String(errorCode(error))] ?? errorText(error);
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'the socket does not exist',
  ECONNREFUSED: 'connection refused',
  ETIMEDOUT: 'connection timed out',
  EHOSTUNREACH: 'host unreachable',
  EACCES: 'permission denied (is the user in the group of the socket?)',
  ENOTFOUND: 'could not resolve host',
  EAI_AGAIN: 'could not resolve host',
  ECONNRESET: `no answer in ${PING_LIMIT_MS / 1000} s`,
};
