import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { chapterOf } from '../behaviour/chapters.ts';
import { needs } from '../behaviour/needs.ts';

/** The catalogue as a page: every behaviour by chapter, with what it needs and where it is promised. */
export function behavioursPage(entries: readonly DescribedEntry[]): string {
  const chapters = [...new Set(entries.map(({ id }) => chapterOf(id)))];
  const sections = chapters.map((chapter) =>
    section(
      chapter,
      entries.filter(({ id }) => chapterOf(id) === chapter),
    ),
  );
  const counts = chapters.map(
    (chapter) => `${chapter} ${entries.filter(({ id }) => chapterOf(id) === chapter).length}`,
  );
  return [
    '# What the network promises',
    '',
    `${entries.length} behaviours: ${counts.join(', ')}. Made by \`npm run behaviours -- --write\`; \`npm run explain -- ID\` tells more of one.`,
    '',
    ...sections,
    '## What some of them need',
    '',
    '| need | |',
    '| --- | --- |',
    ...Object.entries(needs).map(([name, { what }]) => `| \`${name}\` | ${what} |`),
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
    '| it promises | id | needs | promised at |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function cell(sentence: string): string {
  return sentence.replace(/[\\`*_[\]|~#<]/g, String.raw`\$&`);
}
