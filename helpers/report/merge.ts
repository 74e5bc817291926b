import { joinedWithAnd } from '../engine/joined-with-and.ts';
import type { Shard } from '../engine/run.ts';
import { UserError } from '../engine/user-error.ts';
import type { ComparedBaseline } from './baseline/facts.ts';
import type { Results } from './ctrf.ts';
import type { Timings } from './timings.ts';
import { plural } from './printed-values.ts';

/** The results of one part of a run, and the file that they are in. */
export interface Part {
  readonly file: string;
  readonly results: Results;
}

interface SharedPart extends Part {
  readonly shard: Shard;
}

/**
 * The results of the parts of one engine's run, as if it had run in one go. `order` has the ids of all behaviours in their
 * order. Throws a UserError where a part is missing or named twice, and where they are not parts of one run.
 */
export function merge(files: readonly Part[], order: readonly string[]): Results {
  const parts = partsOf(files);
  checkSame(parts);
  checkComplete(parts);
  const [first] = parts as [SharedPart];
  const place = new Map(order.map((id, index) => [id, index]));
  const tests = parts
    .flatMap(({ results }) => results.results.tests)
    .toSorted((one, other) => (place.get(one.extra.id) ?? order.length) - (place.get(other.extra.id) ?? order.length));
  checkTests(tests, parts);
  const all = parts.map(({ results: { results } }) => results);
  const extras = all.map(({ environment }) => environment.extra);
  const { shard: _, baseline: __, ...extra } = first.results.results.environment.extra;
  const baseline = mergedBaseline(parts);
  return {
    ...first.results,
    results: {
      ...first.results.results,
      summary: summaryOf(all),
      tests,
      environment: {
        ...first.results.results.environment,
        extra: {
          ...extra,
          run: extras.map(({ run }) => run).join('+'),
          timings: timingsOf(extras.map(({ timings }) => timings)),
          coverage: {
            judged: extras.reduce((sum, { coverage }) => sum + coverage.judged, 0),
            all: extra.coverage.all,
          },
          ...(baseline ? { baseline } : {}),
        },
      },
    },
  };
}

function partsOf(files: readonly Part[]): SharedPart[] {
  return files
    .map(({ file, results }) => {
      const { shard } = results.results.environment.extra;
      if (!shard)
        throw new UserError(`${file} is not a part of a run: name the results of runs with --shard, all of one run.`);
      return { file, results, shard };
    })
    .toSorted((one, other) => one.shard.index - other.shard.index);
}

/** What the parts of one run have in common, and its name in a sentence. */
const common: readonly (readonly [string, (of: Results) => string | undefined])[] = [
  ['engines', ({ results }) => engineOf(results.environment.extra.engine)],
  ['versions of the suite', ({ results }) => results.tool.version],
  ['commits of the suite', ({ results }) => results.environment.commit],
  ['divisions of a run', ({ results }) => divisionOf(results.environment.extra.shard)],
];

function engineOf({ name, version, options, source }: Results['results']['environment']['extra']['engine']) {
  const where = source.startsWith('embedded') ? `, ${source}` : '';
  return [`${name} ${version}${where}`, ...options].join(' ');
}

function divisionOf(shard: Shard | undefined): string {
  return shard ? `${shard.count} parts of ${plural(shard.behaviours, 'behaviour')}` : '';
}

function checkSame(parts: readonly SharedPart[]): void {
  const [first] = parts as [SharedPart];
  for (const [what, of] of common) {
    const other = parts.find(({ results }) => of(results) !== of(first.results));
    if (other)
      throw new UserError(
        `${first.file} and ${other.file} are of different ${what} (${of(first.results) ?? 'unknown'}, and ${of(other.results) ?? 'unknown'}): name the parts of one run.`,
      );
  }
}

function checkComplete(parts: readonly SharedPart[]): void {
  const [{ shard }] = parts as [SharedPart];
  const twice = parts.find((part, index) => parts[index - 1]?.shard.index === part.shard.index);
  if (twice) {
    const files = parts.filter((part) => part.shard.index === twice.shard.index).map(({ file }) => file);
    throw new UserError(
      `${joinedWithAnd(files)} are both part ${twice.shard.index} of ${shard.count}: name each part once.`,
    );
  }
  const present = new Set(parts.map(({ shard: { index } }) => index));
  const missing = Array.from({ length: shard.count }, (_, index) => index + 1).filter((index) => !present.has(index));
  if (missing.length > 0) {
    const [are, them] = missing.length === 1 ? ['part', 'it'] : ['parts', 'them'];
    throw new UserError(
      `Of ${shard.count} parts, ${are} ${joinedWithAnd(missing.map(String))} ${missing.length === 1 ? 'is' : 'are'} missing: name ${them}, too, or run ${them} with --shard ${missing[0]}/${shard.count}.`,
    );
  }
}

function checkTests(tests: Results['results']['tests'], parts: readonly SharedPart[]): void {
  const [{ shard }] = parts as [SharedPart];
  const seen = new Set<string>();
  for (const { extra } of tests) {
    if (seen.has(extra.id))
      throw new UserError(`Two of the parts have the behaviour ${extra.id}: name the parts of one run.`);
    seen.add(extra.id);
  }
  if (seen.size !== shard.behaviours)
    throw new UserError(
      `The parts have ${seen.size} of ${plural(shard.behaviours, 'behaviour')}, so that one of them ended early: run it again.`,
    );
}

function summaryOf(all: readonly Results['results'][]): Results['results']['summary'] {
  const [{ summary: first }] = all as [Results['results']];
  const summaries = all.map(({ summary }) => summary);
  const sum = (of: keyof typeof first): number => summaries.reduce((total, one) => total + one[of], 0);
  return {
    ...first,
    tests: sum('tests'),
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    pending: sum('pending'),
    other: sum('other'),
    start: Math.min(...summaries.map(({ start }) => start)),
    stop: Math.max(...summaries.map(({ stop }) => stop)),
  };
}

/** An engine is prepared once in a run of one go; everything else adds up. */
function timingsOf(all: readonly Timings[]): Timings {
  const most = (of: keyof Timings): number => Math.max(...all.map((one) => one[of]));
  const sum = (of: keyof Timings): number => all.reduce((total, one) => total + one[of], 0);
  return {
    engine: most('engine'),
    images: most('images'),
    specs: sum('specs'),
    scenarioStarts: sum('scenarioStarts'),
    behaviours: sum('behaviours'),
    scenarioRemovals: sum('scenarioRemovals'),
  };
}

/** The comparison of all parts with their baseline. Throws a UserError where they do not have the same. */
function mergedBaseline(parts: readonly Part[]): ComparedBaseline | undefined {
  const found = parts.map(({ results }) => results.results.environment.extra.baseline);
  const [first] = found;
  const isSame = found.every((one) => one?.start === first?.start && one?.engine.version === first?.engine.version);
  if (!isSame)
    throw new UserError('The parts were compared with different baselines: run them with the same one, or with none.');
  return first && { ...first, behaviours: found.flatMap((one) => one?.behaviours ?? []) };
}
