import { readFileSync, statSync } from 'node:fs';
import { checkEngineName } from '../engine/engine-name.ts';
import { UserError, errorCode, errorText } from '../engine/user-error.ts';
import { OWN_ENGINE } from './own-engine.ts';

/** The largest file with names of engines, in bytes. */
const SIZE_LIMIT = 1024 ** 2;

/** After an engine in the file: containers act as LAN hosts there. */
const LAN = '--lan';

/** An engine of a matrix. */
export interface MatrixEngine {
  /** An embedded engine, `own`, a Docker context or an address. */
  readonly name: string;
  /** Whether containers may act as LAN hosts there. */
  readonly lan: boolean;
}

/**
 * The engines that a file names, one a line, with `--lan` after it where containers may act as LAN hosts. Empty lines, and
 * what follows a `#`, are comments. Throws a UserError with the line that is no engine's name.
 */
export function readEnginesFile(file: string): MatrixEngine[] {
  const engines = contentOf(file)
    .split('\n')
    .flatMap((line, index) => engineOf(line.replace(/(^|\s)#.*/, '').trim(), `${file}, line ${index + 1}`));
  if (engines.length === 0) throw new UserError(`${file} names no engine: write one a line, as ssh://user@host.`);
  return engines;
}

function contentOf(file: string): string {
  try {
    if (statSync(file).size > SIZE_LIMIT)
      throw new UserError(`${file} has more than a megabyte, and a list of engines has one a line: name another file.`);
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `The list of engines ${file} cannot be read (${String(errorCode(error))}): name a file with one engine a line.`,
    );
  }
}

function engineOf(line: string, place: string): MatrixEngine[] {
  const [name, ...options] = line.split(/\s+/).filter(Boolean);
  if (name === undefined) return [];
  try {
    if (name !== OWN_ENGINE) checkEngineName(name);
  } catch (error) {
    throw new UserError(`${place}: ${errorText(error)}`);
  }
  const unknown = options.find((option) => option !== LAN);
  if (unknown !== undefined)
    throw new UserError(
      `${place}: after an engine only ${LAN} may follow, and ${JSON.stringify(unknown.slice(0, 40))} was found: write one engine a line.`,
    );
  return [{ name, lan: options.length > 0 }];
}
