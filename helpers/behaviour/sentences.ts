import type { DescribedEntry } from './catalogue.ts';
import { wordProblems } from './glossary.ts';
import type { Problem } from './problem.ts';

/** The number of characters that fit into a row of the matrix and of a JUnit viewer. */
const LENGTH_LIMIT = 110;

/** Words that cannot be the subject of a sentence that stands alone. */
const WITHOUT_SUBJECT = new Set(
  `it its they their them he she this that these those there here who whoever whose what whatever which so nor neither
  and or but also too then nothing nobody not to`.split(/\s+/),
);

/** A condition in front of the subject: `On Linux, …`, `With a route, …`. */
const CONDITION = /^(?:After|At|Before|By|For|From|If|In|On|Over|Under|Until|When|Where|While|With|Without)\b/;

/** Problems of sentences and reasons: each must make sense alone in a matrix, a JUnit viewer or an annotation. */
export function sentenceProblems(entries: readonly DescribedEntry[]): Problem[] {
  const sentences = Map.groupBy(entries, ({ sentence }) => sentence);
  return entries.flatMap((entry) => {
    const { file, line, id, sentence, why } = entry;
    const same = sentences.get(sentence)?.find((other) => other !== entry);
    const problems = [
      ...aboutSentence(sentence),
      ...(same ? [`the sentence is the same as that of ${same.id}: say what differs`] : []),
      ...(why === undefined ? ['there is no `why`: say in a sentence what breaks for a user'] : aboutReason(why)),
    ];
    return problems.map((problem) => ({ file, line, id, problem }));
  });
}

function aboutSentence(sentence: string): string[] {
  const { length } = sentence;
  return [
    ...aboutBeginning('sentence', sentence),
    ...wordProblems('sentence', sentence),
    ...(length > LENGTH_LIMIT ? [`the sentence has ${length} characters: shorten it to ${LENGTH_LIMIT} at most`] : []),
    ...(/[.!?:;,…]$/.test(sentence)
      ? [`the sentence ends with "${sentence.at(-1)}": leave out the mark at its end`]
      : []),
  ];
}

function aboutReason(why: string): string[] {
  return [
    ...aboutBeginning('`why`', why),
    ...wordProblems('`why`', why),
    ...(why.endsWith('.') ? [] : ['the `why` does not end with a full stop: add one']),
    ...(/\.\s+[A-Z`]/.test(why) ? ['the `why` has more than one sentence: keep one'] : []),
  ];
}

/** A capital or code at the beginning, and a subject that is no pronoun. */
function aboutBeginning(what: string, text: string): string[] {
  const [first = ''] = text.match(/^[\p{L}'’]+/u) ?? [];
  if (!/^[\p{Lu}`]/u.test(text))
    return [`the ${what} begins with "${text.split(' ')[0]}": begin with a capital or with \`code\``];
  const subject = CONDITION.test(text) ? (text.match(/,\s+(?<subject>[\p{L}'’]+)/u)?.groups?.['subject'] ?? '') : first;
  if (!WITHOUT_SUBJECT.has(subject.toLowerCase().replace(/['’].*$/, ''))) return [];
  return [`the ${what} has "${subject}" for a subject: name what it is about`];
}
