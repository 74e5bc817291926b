import { chapters } from '../behaviour/chapters.ts';

/** Items by chapter, in the order of the chapters; chapters that this version does not know come last. */
export function byChapter<T>(items: readonly T[], chapterOf: (item: T) => string): [string, readonly T[]][] {
  const order: readonly string[] = chapters;
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...Map.groupBy(items, chapterOf)].toSorted(([one], [other]) => place(one) - place(other));
}
