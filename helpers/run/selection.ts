import type { CatalogueEntry } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import type { Shard } from '../engine/run.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { unknownName } from '../engine/suggest.ts';
import { UserError } from '../engine/user-error.ts';
import { specPath } from '../behaviour/spec-path.ts';
import { titlePattern } from '../behaviour/title.ts';
import type { CoverageOption } from '../report/coverage-file.ts';
import { shardOf } from './shard.ts';

/** The options of npm start and npm test. */
export interface RunOptions {
  /** An embedded engine, a Docker context, or an address; undefined for the engine that is found. */
  readonly engine: string | undefined;
  /** The folder of the user's own specs, which run instead of the suite's. */
  readonly specs?: string | undefined;
  readonly behaviours: readonly string[];
  readonly chapters: readonly string[];
  /** Whether only the behaviours of a security audit run, and are printed as an audit. */
  readonly security: boolean;
  /** The part of the run; undefined for all of it. */
  readonly shard: Pick<Shard, 'index' | 'count'> | undefined;
  /** `specs` alone, or the helpers' unit tests as well. */
  readonly select: 'specs' | 'all';
  /** The coverage file, with which the run is compared. */
  readonly coverage: CoverageOption | undefined;
  /** The results.json with which the run is compared: only what passed there can fail the run. */
  readonly baseline: string | undefined;
  /** The folder of the results, from where the command was started. */
  readonly report: string;
  /** Whether the report of a run that did not conform may be opened on a desktop. */
  readonly open: boolean;
  /** Whether containers act as LAN hosts, by interfaces that are added to the engine's host. */
  readonly lan: boolean;
  /** Whether the engine and its host are only inspected. */
  readonly doctor: boolean;
  /** Whether every behaviour is printed, and not only those that did not pass. */
  readonly verbose: boolean;
  /** Passed on to Jest. */
  readonly jest: readonly string[];
}

/** The Jest arguments that run the selected behaviours. Throws a UserError where there is no such behaviour or chapter. */
export function selection(
  { behaviours, chapters, security, shard, select, jest }: RunOptions,
  entries: readonly CatalogueEntry[],
): string[] {
  const projects = select === 'specs' ? ['--selectProjects', 'specs'] : [];
  const wanted = selected({ behaviours, chapters, security, shard }, entries);
  if (wanted === entries) return [...projects, ...jest];
  const files = [...new Set(wanted.map(({ file }) => specPath(file)))];
  return [
    '--selectProjects',
    'specs',
    '--testNamePattern',
    titlePattern(wanted.map(({ id }) => id)),
    ...jest,
    '--runTestsByPath',
    ...files,
  ];
}

type Selection = Pick<RunOptions, 'behaviours' | 'chapters' | 'security'> & Partial<Pick<RunOptions, 'shard'>>;

/** The selected behaviours; all, where none is named. Throws a UserError where there is no such behaviour or chapter. */
export function selected<Entry extends CatalogueEntry>(
  { shard, ...which }: Selection,
  entries: readonly Entry[],
): readonly Entry[] {
  const wanted = named(which, entries);
  return shard ? shardOf(wanted, shard) : wanted;
}

function named<Entry extends CatalogueEntry>(
  { behaviours, chapters, security }: Selection,
  entries: readonly Entry[],
): readonly Entry[] {
  const audited = security ? entries.filter((entry) => entry.security) : entries;
  if (behaviours.length === 0 && chapters.length === 0) return audited;
  const ids = entries.map(({ id }) => id);
  for (const id of behaviours) {
    if (!ids.includes(id))
      throw new UserError(unknownName('behaviour', id, ids, `${suiteCommand('behaviours')} lists them all`));
  }
  const known = [...new Set(ids.map(chapterOf))];
  for (const chapter of chapters) {
    if (!known.includes(chapter))
      throw new UserError(unknownName('chapter', chapter, known, `${suiteCommand('behaviours')} lists them all`));
  }
  const wanted = audited.filter(({ id }) => behaviours.includes(id) || chapters.includes(chapterOf(id)));
  if (wanted.length === 0)
    throw new UserError(
      'None of these behaviours belongs to the security audit: leave out --security, or name others.',
    );
  return wanted;
}
