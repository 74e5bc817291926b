import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import type { Difference } from '../behaviour/differences/difference.ts';
import { type Need, needs } from '../behaviour/needs.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { byChapter } from './chapters.ts';
import { indented, labelled, styled } from './terminal.ts';

/** The ways of a table. */
const BY_EVERY_WAY = 'TCP at the server’s port and at another one, UDP and ping';

/** Every behaviour with its sentence, by chapter. */
export function catalogueText(entries: readonly DescribedEntry[]): string {
  const blocks = byChapter(entries, ({ id }) => chapterOf(id)).map(([chapter, inside]) =>
    [
      styled('bold', chapter),
      ...inside.map(({ id, sentence }) => indented(`${id}  ${styled('dim', sentence)}`, 2)),
    ].join('\n'),
  );
  return [...blocks, `${suiteCommand('explain', 'ID')} describes one in full.`].join('\n');
}

/** A behaviour in full: why it matters, where it is promised, what it needs, and on which engines it differs. */
export function explain(entry: DescribedEntry, differ: readonly Difference[]): string {
  const { id, sentence, why, docs, needs: wanted, file, line, byEveryWay } = entry;
  const differing = differ.length > 0 ? differ.flatMap(instead) : ['no known differences'];
  return [
    indented(styled('bold', sentence), 0),
    styled('dim', id),
    '',
    ...(why ? [indented(why, 0), ''] : []),
    ...part('promised by', [docs]),
    ...part('requests', byEveryWay ? [BY_EVERY_WAY] : []),
    ...part('needs', wanted.map(needed)),
    ...part('differs on', differing),
    ...part('spec', [`${file}:${line}`]),
    ...part('run it', [suiteCommand('run', `--behaviour ${id}`)]),
    '',
  ].join('\n');
}

function part(name: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => labelled(styled('dim', index === 0 ? name : ''), line, 0, 13));
}

function needed(name: string): string {
  const need = needs[name as Need] as (typeof needs)[Need] | undefined;
  return need ? `${name}: ${need.requires}; if missing, ${need.remedy}` : name;
}

function instead({ engine, versions, option, instead: what, dockerSpecific, evidence }: Difference): string[] {
  const which = [engine, versions, option && `with ${option}`];
  const own = dockerSpecific ? ' (Docker’s own promise)' : '';
  return [`${which.filter(Boolean).join(' ')}: ${what}${own}`, `  ${evidence}`];
}
