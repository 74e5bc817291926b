import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';

/** https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file */
const NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** Docker Compose merges such a file beside the other one into it: https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/ */
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
  readonly services: readonly string[];
}

/** Reads the Compose file beside a policy. What cannot be read is left out: Compose itself says what is wrong with its file. */
export function composeFileBeside(policy: string): ComposeFile {
  const folder = dirname(resolve(policy));
  const file = NAMES.find((name) => existsSync(join(folder, name)));
  const override = OVERRIDES.find((one) => existsSync(join(folder, one)));
  const { name, services } = file === undefined ? {} : contentOf(join(folder, file));
  const project = typeof name === 'string' && !name.includes('$') ? name : projectOf(basename(folder));
  const paths = file === undefined ? [] : [file, ...(override === undefined ? [] : [override])];
  return { file, paths: paths.map((one) => join(folder, one)), project, services: Object.keys(services ?? {}) };
}

function contentOf(file: string): { name?: unknown; services?: object | null } {
  try {
    const content: unknown = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' });
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    return {};
  }
}

/** The project's name by the folder: https://docs.docker.com/compose/how-tos/project-name/ */
function projectOf(folder: string): string {
  return folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}
