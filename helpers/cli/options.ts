import { parseArgs } from 'node:util';
import type { CatalogueEntry } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import { UserError } from '../engine/user-error.ts';

/** What npm start and npm test are asked for. */
export interface RunOptions {
  readonly engine: string | undefined;
  readonly behaviours: readonly string[];
  readonly chapters: readonly string[];
  /** Whether only those are wanted that a security audit asks for. */
  readonly security: boolean;
  /** `specs` alone, or the helpers' unit tests as well. */
  readonly select: 'specs' | 'all';
  /** The folder of the results, from where the command was started. */
  readonly report: string;
  /** Whether a report of something that went wrong may be opened on a desktop. */
  readonly open: boolean;
  /** Whether the engine and its host are only looked at. */
  readonly doctor: boolean;
  /** Passed on to Jest. */
  readonly jest: readonly string[];
}

export const USAGE = `npm start [-- OPTIONS]   or   npm test [-- OPTIONS]
  --engine NAME      an embedded engine instead of the one that is found; npm run engine -- list names them
  --behaviour ID     only this behaviour; may be repeated
  --chapter NAME     only the behaviours of this chapter; may be repeated
  --security         only what a security audit asks: who reaches what; told as an audit
  --doctor           what was found of the engine and its host, what is judged there and what not, and why: no run
  --report FOLDER    where the results go, report by default
  --no-open          never open the report: on a desktop, it is when something went wrong
  -- ARGUMENTS       are passed on to Jest`;

/** Reads the command line. Throws a UserError for an option that is none. */
export function parseRunOptions(args: readonly string[]): RunOptions {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  try {
    const { values } = parseArgs({
      args: [...own],
      options: {
        engine: { type: 'string' },
        behaviour: { type: 'string', multiple: true },
        chapter: { type: 'string', multiple: true },
        security: { type: 'boolean', default: false },
        select: { type: 'string', default: 'all' },
        report: { type: 'string', default: 'report' },
        doctor: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
      },
    });
    if (values.engine?.includes(','))
      throw new UserError(`Several engines are run by npm run matrix -- --engine ${values.engine}: here, name one.`);
    return {
      engine: values.engine,
      behaviours: values.behaviour ?? [],
      chapters: values.chapter ?? [],
      security: values.security,
      select: values.select === 'specs' ? 'specs' : 'all',
      report: values.report,
      open: !values['no-open'],
      doctor: values.doctor,
      jest: end < 0 ? [] : args.slice(end + 1),
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${(error as Error).message.split(/\.\s/)[0]}; the options are:\n${USAGE}`);
  }
}

/** The Jest arguments that run what was asked for. Throws a UserError where there is no such behaviour or chapter. */
export function selection(
  { behaviours, chapters, security, select, jest }: RunOptions,
  entries: readonly CatalogueEntry[],
): string[] {
  const projects = select === 'specs' ? ['--selectProjects', 'specs'] : [];
  const wanted = selected({ behaviours, chapters, security }, entries);
  if (wanted === entries) return [...projects, ...jest];
  const names = wanted.map(({ id }) => id.replace('.', String.raw`\.`)).join('|');
  const files = [...new Set(wanted.map(({ file }) => file))];
  return [
    '--selectProjects',
    'specs',
    '--testNamePattern',
    `(^| )(${names}) · `,
    ...jest,
    '--runTestsByPath',
    ...files,
  ];
}

/** The behaviours that were asked for; all, where none was named. Throws a UserError where there is no such behaviour or chapter. */
export function selected<Entry extends CatalogueEntry>(
  { behaviours, chapters, security }: Pick<RunOptions, 'behaviours' | 'chapters' | 'security'>,
  entries: readonly Entry[],
): readonly Entry[] {
  const audited = security ? entries.filter((entry) => entry.security) : entries;
  if (behaviours.length === 0 && chapters.length === 0) return audited;
  for (const id of behaviours) {
    if (!entries.some((entry) => entry.id === id))
      throw new UserError(`There is no behaviour "${id}": the ids are ${entries.map((entry) => entry.id).join(', ')}.`);
  }
  const known = [...new Set(entries.map(({ id }) => chapterOf(id)))];
  for (const chapter of chapters) {
    if (!known.includes(chapter))
      throw new UserError(`There is no chapter "${chapter}": the chapters are ${known.join(', ')}.`);
  }
  const wanted = audited.filter(({ id }) => behaviours.includes(id) || chapters.includes(chapterOf(id)));
  if (wanted.length === 0)
    throw new UserError('None of what was named is asked by a security audit: leave out --security, or name others.');
  return wanted;
}
