import type { DescribedEntry } from './catalogue.ts';
import { chapterOf, chapters } from './chapters.ts';
import type { Problem } from './problem.ts';
import { sentenceProblems } from './sentences.ts';

/** The maximum number of behaviours in a chapter. */
const CHAPTER_LIMIT = 50;

/** The problems of the declared behaviours: their chapters, sources, sentences and reasons. */
export function catalogueProblems(entries: readonly DescribedEntry[]): Problem[] {
  return [...chapterProblems(entries), ...sourceProblems(entries), ...sentenceProblems(entries)];
}

/** A chapter has one name: the prefix of its ids, the folder of its specs, and its place in the list of chapters. */
function chapterProblems(entries: readonly DescribedEntry[]): Problem[] {
  const known: ReadonlySet<string> = new Set(chapters);
  const byChapter = Map.groupBy(entries, ({ id }) => chapterOf(id));
  return entries.flatMap(({ file, line, id }) => {
    const chapter = chapterOf(id);
    const [, folder = ''] = file.split(/[/\\]/);
    const inChapter = byChapter.get(chapter) ?? [];
    const problems = [
      ...(known.has(chapter) ? [] : [`"${chapter}" is no chapter: add it to helpers/behaviour/chapters.ts`]),
      ...(folder === chapter ? [] : [`the folder is "${folder}": move the behaviour to specs/${chapter}/`]),
      ...(inChapter[CHAPTER_LIMIT]?.id === id
        ? [`the chapter has ${inChapter.length} behaviours: split it into chapters of at most ${CHAPTER_LIMIT}`]
        : []),
    ];
    return problems.map((problem) => ({ file, line, id, problem }));
  });
}

function sourceProblems(entries: readonly DescribedEntry[]): Problem[] {
  return entries
    .filter(({ docs }) => !docs.startsWith('https://'))
    .map(({ file, line, id }) => ({
      file,
      line,
      id,
      problem: 'there is no source: give it `docs`, an https:// address',
    }));
}
