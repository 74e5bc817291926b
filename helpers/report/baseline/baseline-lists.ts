import type { Results } from '../ctrf.ts';
import { wordOf } from '../headline.ts';
import { plainVersion, plural } from '../printed-values.ts';
import { otherOrigin } from './baseline.ts';
import {
  type BaselineKind,
  type BaselineOrigin,
  type ComparedBaseline,
  type ComparedBehaviour,
  baselineKinds,
} from './facts.ts';

/** The heading of a list: `2 new failures`, and what these behaviours have in common. */
interface Heading {
  readonly one: string;
  readonly several: string;
  readonly meaning: string;
}

const headings: Record<BaselineKind, Heading> = {
  'new-failure': { one: 'new failure', several: 'new failures', meaning: 'passed in the baseline' },
  required: { one: 'unmet requirement', several: 'unmet requirements', meaning: 'required by REQUIRE' },
  mended: { one: 'passes now', several: 'pass now', meaning: 'failed in the baseline' },
  'old-failure': { one: 'failure as before', several: 'failures as before', meaning: 'did not pass in the baseline' },
  'not-judged-before': {
    one: 'not judged before',
    several: 'not judged before',
    meaning: 'the baseline says nothing about it',
  },
  'not-judged-now': { one: 'no longer judged', several: 'no longer judged', meaning: 'judged in the baseline' },
};

/** One of the lists of a comparison: what its behaviours are, and which. */
export interface BaselineList {
  readonly kind: BaselineKind;
  /** Whether its behaviours fail the run. */
  readonly fails: boolean;
  /** `2 new failures (passed in the baseline)` */
  readonly heading: string;
  readonly behaviours: readonly ListedBehaviour[];
}

/** A behaviour in such a list. */
export interface ListedBehaviour {
  readonly id: string;
  readonly sentence: string;
  /** Its verdict in this run, and what is worth knowing of the one in the baseline: `failed; unsupported in the baseline`. */
  readonly note: string;
}

/** The lists of a comparison with a baseline, what fails the run first. Empty ones are left out. */
export function baselineLists(compared: ComparedBaseline, { results }: Results): BaselineList[] {
  const tests = new Map(results.tests.map((test) => [test.extra.id, test]));
  return baselineKinds.flatMap((kind) => {
    const inside = compared.behaviours.filter((one) => one.kind === kind && tests.has(one.id));
    if (inside.length === 0) return [];
    const { one, several, meaning } = headings[kind];
    return [
      {
        kind,
        fails: kind === 'new-failure' || kind === 'required',
        heading: `${inside.length} ${inside.length === 1 ? one : several} (${meaning})`,
        behaviours: inside.map((behaviour) => {
          const test = tests.get(behaviour.id);
          return { id: behaviour.id, sentence: test?.name ?? '', note: noteOf(behaviour, test?.extra.verdict) };
        }),
      },
    ];
  });
}

function noteOf({ kind, before, differently }: ComparedBehaviour, verdict: Parameters<typeof wordOf>[0] | undefined) {
  const here = verdict ? wordOf(verdict) : '';
  if (kind === 'not-judged-before') return `${here}; ${before === 'not run' ? before : wordOf(before)} in the baseline`;
  if (differently) return `${here}, and not as in the baseline`;
  return here;
}

/** `the baseline before.json (Docker Engine 26.1.5 on 2026-11-26)` */
export function baselineName({ file, engine, start }: BaselineOrigin): string {
  return `the baseline ${file} (${engineName(engine)} on ${new Date(start).toISOString().slice(0, 10)})`;
}

/** How many behaviours are in each list: `1 new failure, 2 pass now, 30 failures as before`. */
export function baselineCounts(lists: readonly BaselineList[]): string {
  const counts = lists.map(({ kind, behaviours }) => {
    const { one, several } = headings[kind];
    return `${behaviours.length} ${behaviours.length === 1 ? one : several}`;
  });
  const failures = lists.some(({ kind }) => kind === 'new-failure') ? [] : ['no new failure'];
  return [...failures, ...counts].join(', ');
}

/** In what the baseline is not of the same engine, version, options, suite or behaviours, in a sentence each. */
export function baselineRemarks(compared: ComparedBaseline, found: Results): string[] {
  const { engine } = found.results.environment.extra;
  const other = otherOrigin(compared, found);
  const there = engineName(compared.engine);
  const here = engineName(engine);
  const absent = compared.behaviours.filter(({ before }) => before === 'not run').length;
  return [
    ...(other.engine ? [`The baseline is of another engine: ${there}, and this is ${here}.`] : []),
    ...(!other.engine && other.version ? [`The baseline is of another version: ${there}, and this is ${here}.`] : []),
    ...(other.options
      ? [`The baseline is of other options: ${optionsOf(compared.engine)}, and here ${optionsOf(engine)}.`]
      : []),
    ...(other.suite
      ? [
          `The baseline was made with version ${compared.suite} of the suite, and this is ${found.results.tool.version}.`,
        ]
      : []),
    ...(absent > 0 ? [`The baseline does not have ${plural(absent, 'behaviour')} of this run.`] : []),
    ...(compared.unknown > 0
      ? [`The baseline has ${plural(compared.unknown, 'behaviour')} that this version of the suite does not have.`]
      : []),
  ];
}

function engineName({ name, version }: BaselineOrigin['engine']): string {
  return `${name} ${plainVersion(version)}`;
}

function optionsOf({ options = [] }: { readonly options?: readonly string[] }): string {
  return options.join(', ') || 'none';
}
