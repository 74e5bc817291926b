import { type ComposeProgram, runCompose } from '../engine/compose.ts';
import { ensureCompose } from '../engine/embedded/compose.ts';
import type { Instance } from '../engine/embedded/running.ts';
import { suiteNamed } from '../engine/embedded/suites.ts';
import type { Run } from '../engine/run.ts';
import { errorText } from '../engine/user-error.ts';
import type { Progress } from './progress.ts';

/** How users start Docker Compose 2: as a plugin of the docker CLI, or as a program. */
const COMMANDS = [['docker', 'compose'], ['docker-compose']];

/**
 * Docker Compose for a run: Debian's for an embedded engine, else the user's own.
 *
 * testcontainers' DockerComposeEnvironment is not used. It starts `docker compose` too, but it always adds its own Compose
 * wait strategies and a random project name, throws away what a refused `up` printed, has no `port`, `run`, `restart` and no second
 * `up` with a changed file, and knows a scaled service by the names of its containers at the start only. What is left of it
 * is one execFile.
 */
export async function findCompose(embedded: Instance | undefined, progress: Progress): Promise<Run['compose']> {
  if (!embedded) return usersCompose();
  try {
    const building = (): void => progress.doing("unpacking Docker Compose from Debian's packages");
    const words = await ensureCompose(suiteNamed(embedded.suite), building);
    return { words, version: (await versionOf(words, true)) ?? 'unknown', own: true };
  } catch (error) {
    // without it, the other behaviours are judged all the same
    return { missing: errorText(error) };
  }
}

/** The user's Docker Compose. */
export async function usersCompose(): Promise<ComposeProgram | { readonly missing: string }> {
  for (const words of COMMANDS) {
    const version = await versionOf(words, false);
    if (version !== undefined) return { words, version, own: false };
  }
  return { missing: 'neither docker compose nor docker-compose 2 was found' };
}

/** The version of a program that is Docker Compose 2 or newer. */
async function versionOf(words: readonly string[], own: boolean): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await runCompose({ words, version: '', own }, ['version', '--short']);
    const version = stdout.trim().replace(/^v/, '');
    return exitCode === 0 && Number.parseInt(version, 10) >= 2 ? version : undefined;
  } catch {
    return undefined;
  }
}
