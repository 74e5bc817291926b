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

/** How long one command of Compose may take. */
const LIMIT_MS = 60_000;

/** No such folder: the docker CLI then has no configuration. */
const NO_CONFIGURATION = '/nonexistent/docker-network-conformance';

/** Runs Docker Compose with the engine of `DOCKER_HOST`, and a Compose file on its standard input. Throws where it does not end. */
export async function runCompose(
  { words, own }: ComposeProgram,
  args: readonly string[],
  input = '',
): Promise<ComposeResult> {
  const [program = '', ...first] = words;
  const env = { ...withoutComposeSettings(process.env), ...(own ? { DOCKER_CONFIG: NO_CONFIGURATION } : {}) };
  return new Promise((resolve, reject) => {
    const options = { env, timeout: LIMIT_MS, maxBuffer: 16 * 1024 * 1024 };
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

/** The user's settings would name other files, projects and profiles: https://docs.docker.com/compose/how-tos/environment-variables/envvars/ */
function withoutComposeSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('COMPOSE_')));
}
