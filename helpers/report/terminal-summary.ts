import { chapterOf } from '../behaviour/chapters.ts';
import { seenOf } from '../behaviour/differences/known.ts';
import { pasteReady } from '../behaviour/differences/paste.ts';
import { userSpecsFolder } from '../behaviour/user-specs.ts';
import { type Verdict, verdicts } from '../behaviour/verdict.ts';
import type { Fingerprint } from '../engine/identify.ts';
import { IN_PACKAGE } from '../engine/suite-folder.ts';
import { isReported } from './baseline/compared.ts';
import type { ComparedBaseline } from './baseline/facts.ts';
import { byChapter } from './chapters.ts';
import type { Finding } from './finding.ts';
import { factsOf, needsOf, rerunOf } from './finding-facts.ts';
import { countText, wordOf } from './headline.ts';
import { signs } from './matrix/signs.ts';
import { differenceText } from './reason.ts';
import { indented, labelled, printable, styled } from './terminal.ts';
import { factLine } from './terminal-tree.ts';
import type { Timings } from './timings.ts';
import { inColourOf, markOf } from './verdict-mark.ts';
import { seconds } from './printed-values.ts';

type Engine = Pick<Fingerprint, 'kind' | 'version' | 'options' | 'suite'>;

/**
 * What a run found: the chapters, every failure in full but those of its baseline, known differences, and what is not
 * supported here.
 */
export function summaryText(
  findings: readonly Finding[],
  engine: Engine,
  baseline?: ComparedBaseline,
  inPackage = IN_PACKAGE,
): string {
  const inOrder = byChapter(findings, ({ id }) => chapterOf(id)).flatMap(([, inside]) => inside);
  const reported = inOrder.filter(isReported(baseline));
  return [
    chapterLines(inOrder),
    ...failures(reported, engine, inPackage),
    ...differences(inOrder),
    ...unsupported(inOrder),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** A line for each chapter, in the order in which the subject is learned: `names  26/27 ✓ · 1 ≠`. */
export function chapterLines(findings: readonly Finding[]): string {
  const inOrder = byChapter(findings, ({ id }) => chapterOf(id));
  const column = Math.max(...inOrder.map(([chapter]) => chapter.length)) + 1;
  return inOrder
    .map(([chapter, inside]) => {
      const passed = `${inside.filter(({ verdict }) => verdict === 'passed').length}/${inside.length}`;
      return `${chapter.padEnd(column)}${passed.padStart(6)} ${markOf('passed')}${others(inside)}`;
    })
    .join('\n');
}

function others(inside: readonly Finding[]): string {
  const counted = verdicts.map((verdict) => {
    const count = inside.filter((finding) => finding.verdict === verdict).length;
    return verdict === 'passed' || count === 0 ? '' : ` · ${inColourOf(verdict, `${count} ${signs[verdict]}`)}`;
  });
  return counted.join('');
}

/** Behaviours that did not conform for the same reason, such as a scenario that did not start, give it once. */
function failures(wrong: readonly Finding[], engine: Engine, inPackage: boolean): string[] {
  const groups = Map.groupBy(wrong, (finding) => JSON.stringify([finding.verdict, factsOf(finding)]));
  return [...groups.values()].map((group) => failure(group, engine, inPackage));
}

function failure(group: readonly Finding[], engine: Engine, inPackage: boolean): string {
  const [first] = group as [Finding];
  const titles = group.map(({ id, sentence, verdict }) => {
    const word = verdict === 'failed' ? '' : `, ${inColourOf(verdict, wordOf(verdict))}`;
    return labelled(markOf(verdict), `${styled('bold', printable(sentence))}  ${styled('dim', id)}${word}`, 0, 2);
  });
  return [
    ...titles,
    ...[...factsOf(first), ...rerunOf(first, engine)].map((fact) => factLine(fact, 4)),
    // a package has no sources to add it to
    ...(group.length === 1 && !inPackage ? knownDifference(first, engine) : []),
  ].join('\n');
}

/** The known difference to add to the suite where the engine is meant to do this. */
function knownDifference({ id, verdict, failures: found = [] }: Finding, engine: Engine): string[] {
  if (verdict !== 'failed' || found.length === 0 || userSpecsFolder() !== undefined) return [];
  const { file, isNew, entry } = pasteReady({ id, engine, seen: found.map(seenOf) });
  const where = isNew ? `a new file ${file}, listed in index.ts beside it` : file;
  return [
    indented(styled('dim', `If the engine is meant to do this, it is a known difference: add it to ${where}:`), 4),
    // as it is to be pasted: not wrapped
    ...entry.split('\n').map((line) => styled('dim', `    ${printable(line)}`)),
  ];
}

function differences(findings: readonly Finding[]): string[] {
  const known = findings.filter(({ verdict }) => verdict === 'known-difference');
  if (known.length === 0) return [];
  const column = Math.max(...known.map(({ id }) => id.length)) + 2;
  const lines = known.map(({ id, difference }) =>
    labelled(id, difference ? differenceText(difference) : '', 2, column),
  );
  return [[heading('known-difference', known.length), ...lines].join('\n')];
}

/** By need, with what to do about it. A behaviour counts for each of its unmet needs. */
function unsupported(findings: readonly Finding[]): string[] {
  return (['unsupported', 'disabled'] as const).flatMap((verdict) => {
    const inside = findings.filter((finding) => finding.verdict === verdict);
    if (inside.length === 0) return [];
    const unmet = inside.flatMap(needsOf);
    const groups = [...Map.groupBy(unmet, (one) => JSON.stringify(one)).values()];
    const column = Math.max(...unmet.map(({ need }) => need.length)) + 2;
    const lines = groups
      .toSorted((one, other) => other.length - one.length)
      .map((group) => {
        const [{ need, text }] = group as [(typeof unmet)[number]];
        return labelled(`${String(group.length).padStart(3)}  ${need}`, text, 2, column + 5);
      });
    const several = unmet.length > inside.length ? ', some for several reasons' : '';
    return [[`${heading(verdict, inside.length)}${several}`, ...lines].join('\n')];
  });
}

function heading(verdict: Verdict, count: number): string {
  return `${markOf(verdict)} ${styled('bold', countText(verdict, count))}`;
}

/** Where the time of a run went. */
export function timeText(timings: Timings): string {
  const { engine, images, specs, scenarioStarts, behaviours, scenarioRemovals } = timings;
  const parts = [`engine ${seconds(engine)}`, `images ${seconds(images)}`, `specs ${seconds(specs)}`];
  const inSpecs = `starting scenarios ${seconds(scenarioStarts)}, behaviours ${seconds(behaviours)}, removing ${seconds(scenarioRemovals)}`;
  return `Time: ${seconds(engine + images + specs)} (${parts.join(', ')}; ${inSpecs}, added up over the spec files that run side by side)`;
}
