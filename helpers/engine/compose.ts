import { execFile } from 'node:child_process';
import { errorText } from './user-error.ts';

/** Docker Compose, as a program of its own or as a plugin of the docker CLI. */
export interface ComposeProgram {
  /** The command and its first arguments: `docker compose`. */
  readonly words: readonly string[];
  /** `2.26.1-4` */
  readonly version: string;
  /** Whether it is the suite's own, which must not read the user's configuration. */
  readonly own: boolean;
}

/** What Docker Compose did. */
export interface ComposeResult {
  readonly exitCode: number;
  readonly stdout: string;
  /** Progress, warnings and errors. */
  readonly stderr: string;
}

/** How a command of Docker Compose is run. */
interface ComposeRun {
  /** Its environment, this process's by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** How long it may take. */
  readonly limitMs?: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** How long one command of Compose may take by default. */
const LIMIT_MS = 60_000;

/** No such folder: the docker CLI then has no configuration. */
const NO_CONFIGURATION = '/nonexistent/docker-network-conformance';

/**
 * Runs Docker Compose with the engine of `DOCKER_HOST`, and a Compose file on its standard input. Throws where it does
 * not end by itself.
 */
export async function runCompose(
  { words, own }: ComposeProgram,
  args: readonly string[],
  input = '',
  { env: given = process.env, limitMs = LIMIT_MS, signal }: ComposeRun = {},
): Promise<ComposeResult> {
  const [program = '', ...first] = words;
  const env = { ...withoutComposeSettings(given), ...(own ? { DOCKER_CONFIG: NO_CONFIGURATION } : {}) };
  return new Promise((resolve, reject) => {
    const options = { env, timeout: limitMs, maxBuffer: 16 * 1024 * 1024, signal };
    const child = execFile(program, [...first, ...args], options, (error, stdout, stderr) => {
      const exitCode = error ? error.code : 0;
      if (typeof exitCode === 'number') resolve({ exitCode, stdout, stderr });
      else
        reject(
          new Error(`docker compose ${args.join(' ')} did not end by itself: ${stderr.trim() || errorText(error)}`),
        );
    });
    // a command that does not read its input may be fine: its exit code decides
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/**
 * The user's settings would name other files, projects and profiles:
 * https://docs.docker.com/compose/how-tos/environment-variables/envvars/
 */
function withoutComposeSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('COMPOSE_')));
}
