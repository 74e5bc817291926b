import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import type { Difference } from '../behaviour/differences/difference.ts';
import { type Need, needs } from '../behaviour/needs.ts';
import { styled } from './terminal.ts';

/** Every behaviour with its sentence, by chapter. */
export function listed(entries: readonly DescribedEntry[]): string {
  const chapters = Map.groupBy(entries, ({ id }) => chapterOf(id));
  const blocks = [...chapters].map(([chapter, inside]) =>
    [styled('bold', chapter), ...inside.map(({ id, sentence }) => `  ${id}  ${styled('dim', sentence)}`)].join('\n'),
  );
  return [...blocks, `npm run explain -- ID tells more of one.`].join('\n');
}

/** What a behaviour means, why it matters, who promises it, what it takes, and which engines do something else. */
export function explain(entry: DescribedEntry, differ: readonly Difference[]): string {
  const { id, sentence, why, docs, needs: wanted, file, line } = entry;
  const told = differ.length > 0 ? differ.flatMap(instead) : ['as far as is known, every engine is held to it'];
  return [
    styled('bold', sentence),
    styled('dim', id),
    '',
    ...(why ? [why, ''] : []),
    ...part('promised by', [docs]),
    ...part('needs', wanted.map(needed)),
    ...part('engines', told),
    ...part('judged in', [`${file}:${line}`]),
    ...part('try it', [`npm start -- --behaviour ${id}`]),
    '',
  ].join('\n');
}

function part(name: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `${styled('dim', (index === 0 ? name : '').padEnd(13))}${line}`);
}

function needed(name: string): string {
  const need = needs[name as Need] as (typeof needs)[Need] | undefined;
  return need ? `${name}: ${need.what}; else, ${need.how}` : name;
}

function instead({ engine, versions, option, instead: what, dockerSpecific, evidence }: Difference): string[] {
  const which = [engine, versions, option && `with ${option}`];
  const own = dockerSpecific ? ' (the promise is Docker’s own)' : '';
  return [`${which.filter(Boolean).join(' ')}: ${what}${own}`, `  ${evidence}`];
}
