import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import { needs } from '../behaviour/needs.ts';
import { byChapter } from './chapters.ts';

/** The catalogue as a page: every behaviour by chapter, with its spec, its needs and where it is promised. */
export function behavioursPage(entries: readonly DescribedEntry[]): string {
  const chapters = byChapter(entries, ({ id }) => chapterOf(id));
  const contents = chapters.map(([name, { length }]) => `[${name}](#${name}-${length}) ${length}`);
  return [
    '# Behaviours',
    '',
    `${entries.length} behaviours. Written by \`npm run behaviours -- --write\`; \`npm run explain -- ID\` describes one in full.`,
    '',
    `${contents.join(' · ')} · [needs](#needs)`,
    '',
    ...chapters.map(([name, inside]) => section(name, inside)),
    '## Needs',
    '',
    'A behaviour with a need that the engine or its host does not meet is reported as not supported.',
    '',
    '| need | requires |',
    '| --- | --- |',
    ...Object.entries(needs).map(([name, { requires }]) => `| \`${name}\` | ${cell(requires)} |`),
    '',
  ].join('\n');
}

function section(chapter: string, entries: readonly DescribedEntry[]): string {
  const rows = entries.map(({ id, sentence, file, docs, needs: wanted }) => {
    const needed = wanted.map((need) => `\`${need}\``).join(', ');
    return `| ${cell(sentence)} | [\`${id}\`](${file}) | ${needed} | [source](${docs}) |`;
  });
  return [
    `## ${chapter} (${entries.length})`,
    '',
    '| behaviour | id and spec | needs | promised by |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** A sentence in a table: its code stays code, and nothing else is Markdown. */
function cell(sentence: string): string {
  const parts = sentence.split(/(`[^`|]*`)/);
  return parts
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\`*_[\]|~#<]/g, String.raw`\$&`)))
    .join('');
}
