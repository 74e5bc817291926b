import { needs } from '../behaviour/needs.ts';
import { unknownName } from '../engine/suggest.ts';
import { UserError } from '../engine/user-error.ts';
import type { CoverageLine } from './coverage.ts';

/** The options --coverage and --write-coverage. */
export interface CoverageOption {
  readonly file: string;
  /** The line of an engine that is not embedded. */
  readonly line: string;
  /** Whether the line is written, and not compared with. */
  readonly write: boolean;
}

/** The option of a value `FILE` or `FILE#LINE`. */
export function coverageOption(value: string, write: boolean): CoverageOption {
  const [file = '', line = ''] = value.split('#');
  if (file === '' || /\s/.test(line))
    throw new UserError(`"${value}" is not of the form FILE or FILE#LINE: name a coverage file.`);
  return { file, line: line || 'own', write };
}

/** The first lines of a new coverage file. */
const HEADER = [
  '# A line for each engine: how many behaviours are judged on it, and the needs that are not met there. A run with',
  '# --coverage fails where a behaviour is not judged that no need in its line excuses, or where fewer are judged.',
];

/** The lines of a coverage file. Throws a UserError where one is not of the form `NAME NUMBER NEED…`. */
export function parseCoverage(text: string, file: string): CoverageLine[] {
  const lines = text.split('\n').flatMap((source, index) => {
    const [name, judged = '', ...unmet] = source.replace(/#.*/, '').split(/\s+/).filter(Boolean);
    if (name === undefined) return [];
    const place = `${file}, line ${index + 1}`;
    if (!/^\d+$/.test(judged))
      throw new UserError(`${place} is not of the form ENGINE NUMBER NEED…: correct it, or write it again.`);
    const unknown = unmet.find((need) => !Object.hasOwn(needs, need));
    if (unknown !== undefined)
      throw new UserError(
        `${place}: ${unknownName('need', unknown, Object.keys(needs), 'BEHAVIOURS.md lists what behaviours require')}`,
      );
    return [{ name, judged: Number(judged), unmet }];
  });
  const twice = lines.find(({ name }, index) => lines.findIndex((one) => one.name === name) !== index);
  if (twice) throw new UserError(`${file} has two lines for ${twice.name}: remove one of them.`);
  return lines;
}

/** The text of a coverage file with these lines instead of those of the same names; its other lines and comments stay. */
export function updateCoverage(text: string, lines: readonly CoverageLine[]): string {
  const kept = text === '' ? HEADER : text.trimEnd().split('\n');
  const updated = kept.map((source) => {
    const line = lines.find(({ name }) => name === nameOf(source));
    return line ? printed(line) : source;
  });
  const added = lines.filter(({ name }) => !kept.some((source) => nameOf(source) === name));
  return [...updated, ...added.map(printed), ''].join('\n');
}

function nameOf(source: string): string {
  return source.trim().split(/\s+/)[0] ?? '';
}

function printed({ name, judged, unmet }: CoverageLine): string {
  return [name, judged, ...unmet].join(' ');
}
