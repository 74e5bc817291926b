import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Endpoint, isSsh, parseDockerHost } from './endpoint.ts';
import { UserError, errorText } from './user-error.ts';

/** The folder of the docker CLI, with its configuration and its contexts. */
export const dockerFolder = (): string => process.env['DOCKER_CONFIG'] || join(homedir(), '.docker');

/** The context that the docker CLI uses, where one was selected. */
export function currentContext(): string | undefined {
  const config = readJson(join(dockerFolder(), 'config.json')) as { currentContext?: string } | undefined;
  return config?.currentContext;
}

const metaFolder = (): string => join(dockerFolder(), 'contexts', 'meta');

/** The folder of a context is the SHA-256 of its name: https://docs.docker.com/engine/manage-resources/contexts/ */
const digestOf = (name: string): string => createHash('sha256').update(name).digest('hex');

/** Whether there is a context of this name; `default` is none. */
export function isContext(name: string): boolean {
  return existsSync(join(metaFolder(), digestOf(name), 'meta.json'));
}

/** The names of all contexts. */
export function contextNames(): string[] {
  if (!existsSync(metaFolder())) return [];
  return readdirSync(metaFolder()).flatMap((digest) => {
    const found = readText(join(metaFolder(), digest, 'meta.json'))?.match(/"Name"\s*:\s*"([^"\\]+)"/);
    return found?.[1] ?? [];
  });
}

/** The endpoint of a context. Throws a UserError where it has none. */
export function contextEndpoint(name: string): Endpoint {
  const digest = digestOf(name);
  const source = `Docker context "${name}"`;
  const meta = readJson(join(metaFolder(), digest, 'meta.json'));
  const host = (meta as { Endpoints?: { docker?: { Host?: string } } } | undefined)?.Endpoints?.docker?.Host;
  if (!host)
    throw new UserError(`${source} is selected, but has no endpoint in ${dockerFolder()}: see docker context ls.`);
  if (!isSsh(host)) parseDockerHost(host, source);
  const certPath = join(dockerFolder(), 'contexts', 'tls', digest, 'docker');
  return { dockerHost: host, source, ...(existsSync(join(certPath, 'ca.pem')) ? { certPath } : {}) };
}

function readJson(file: string): unknown {
  const text = readText(file);
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `${file} is not valid JSON (${errorText(error)}): correct it, or name the engine in DOCKER_HOST.`,
    );
  }
}

/** The text of a configuration file; undefined where there is none. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
