import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import { needs } from '../behaviour/needs.ts';
import { byChapter } from './chapters.ts';

/** The catalogue as a page: every behaviour by chapter, with its needs and where it is promised. */
export function behavioursPage(entries: readonly DescribedEntry[]): string {
  const chapters = byChapter(entries, ({ id }) => chapterOf(id));
  const sections = chapters.map(([name, inside]) => section(name, inside));
  const counts = chapters.map(([name, inside]) => `${name} ${inside.length}`);
  return [
    '# Behaviours',
    '',
    `${entries.length} behaviours: ${counts.join(', ')}. Made by \`npm run behaviours -- --write\`; \`npm run explain -- ID\` tells more of one.`,
    '',
    ...sections,
    '## Needs',
    '',
    '| need | requires |',
    '| --- | --- |',
    ...Object.entries(needs).map(([name, { requires }]) => `| \`${name}\` | ${requires} |`),
    '',
  ].join('\n');
}

function section(chapter: string, entries: readonly DescribedEntry[]): string {
  const rows = entries.map(
    ({ id, sentence, docs, needs: wanted }) =>
      `| ${cell(sentence)} | \`${id}\` | ${wanted.map((need) => `\`${need}\``).join(', ')} | [source](${docs}) |`,
  );
  return [
    `## ${chapter}`,
    '',
    '| behaviour | id | needs | promised by |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function cell(sentence: string): string {
  return sentence.replace(/[\\`*_[\]|~#<]/g, String.raw`\$&`);
}
