import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';

/** https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file */
const NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/**
 * Docker Compose merges such a file beside the other one into it:
 * https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/
 */
const OVERRIDES = [
  'compose.override.yaml',
  'compose.override.yml',
  'docker-compose.override.yaml',
  'docker-compose.override.yml',
];

/** What is read of a Compose file; the engine knows everything else. */
export interface ComposeFile {
  /** Its name without the folder; undefined where there is none. */
  readonly file: string | undefined;
  /** Its path, and that of the file that overrides parts of it; none where there is no file. */
  readonly paths: readonly string[];
  readonly project: string;
  /** Where the name of the project is from, in words. */
  readonly projectFrom: string;
  readonly services: readonly string[];
  /** Those that `docker compose up` starts: not the ones of a profile, and not those with no replica. */
  readonly expected: readonly string[];
}

/** A Compose file as it is written, of which nothing is checked. */
interface Content {
  readonly name?: unknown;
  readonly services?: Readonly<Record<string, Service | null>> | null;
}

interface Service {
  readonly profiles?: unknown;
  readonly scale?: unknown;
  readonly deploy?: { readonly replicas?: unknown } | null;
}

const PROJECT_VARIABLE = 'COMPOSE_PROJECT_NAME';

/**
 * Reads the Compose file beside a policy. What cannot be read is left out: Compose itself says what is wrong with its file.
 * `env` is the environment, which comes before the file `.env` beside it.
 */
export function composeFileBeside(policy: string, env: NodeJS.ProcessEnv = process.env): ComposeFile {
  const folder = dirname(resolve(policy));
  const file = NAMES.find((name) => existsSync(join(folder, name)));
  const override = OVERRIDES.find((one) => existsSync(join(folder, one)));
  const paths = file === undefined ? [] : [file, ...(override === undefined ? [] : [override])];
  const contents = paths.map((one) => contentOf(join(folder, one)));
  const [project, projectFrom] = projectOf({ folder, file, contents, env });
  const services = Map.groupBy(
    contents.flatMap((content) => Object.entries(content.services ?? {})),
    ([name]) => name,
  );
  const expected = [...services].filter(([, parts]) => parts.every(([, part]) => isStarted(part)));
  return {
    file,
    paths: paths.map((one) => join(folder, one)),
    project,
    projectFrom,
    services: [...services.keys()],
    expected: expected.map(([name]) => name),
  };
}

function contentOf(file: string): Content {
  try {
    const content: unknown = parse(readFileSync(file, 'utf8'), { logLevel: 'silent', merge: true });
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    return {};
  }
}

function isStarted(service: Service | null): boolean {
  const { profiles, scale, deploy } = service ?? {};
  const hasProfile = Array.isArray(profiles) && profiles.length > 0;
  return !hasProfile && scale !== 0 && deploy?.replicas !== 0;
}

/** A project's name, and where it is from: https://docs.docker.com/compose/how-tos/project-name/ */
function projectOf({
  folder,
  file,
  contents,
  env,
}: {
  readonly folder: string;
  readonly file: string | undefined;
  readonly contents: readonly Content[];
  readonly env: NodeJS.ProcessEnv;
}): readonly [name: string, from: string] {
  const fromEnvironment = env[PROJECT_VARIABLE];
  if (fromEnvironment) return [fromEnvironment, PROJECT_VARIABLE];
  const fromFile = variablesOf(join(folder, '.env'))[PROJECT_VARIABLE];
  if (file !== undefined && fromFile) return [fromFile, `${PROJECT_VARIABLE} in .env`];
  const { name } = contents.findLast((content) => typeof content.name === 'string') ?? {};
  if (typeof name === 'string' && !name.includes('$')) return [name, file ?? ''];
  return [nameOfFolder(basename(folder)), file === undefined ? 'the folder of the policy' : `the folder of ${file}`];
}

/** The variables of a file `.env`; none where there is no such file. */
function variablesOf(file: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

/** The profiles that the environment names for Docker Compose, which reads those of `.env` itself. */
export function profilesIn(env: NodeJS.ProcessEnv): string[] {
  const names = (env['COMPOSE_PROFILES'] ?? '').split(',').map((name) => name.trim());
  return names.filter((name) => name !== '');
}

function nameOfFolder(folder: string): string {
  return folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}
