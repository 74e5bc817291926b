import type { Verdict } from '../../behaviour/verdict.ts';
import type { Feed } from './feed.ts';

/** The verdict on a behaviour on one engine, in one matrix. */
export interface Measured {
  readonly date: string;
  /** The engine with its version then. */
  readonly name: string;
  readonly verdict: Verdict;
}

/** A verdict that was another in the matrix before. */
export interface Changed {
  readonly id: string;
  readonly sentence: string;
  readonly before: Measured;
  readonly after: Measured;
}

/** What earlier matrices and the newest say about each behaviour on each engine. */
export class History {
  private readonly feeds: readonly Feed[];
  private readonly verdicts: readonly ReadonlyMap<string, ReadonlyMap<string, Measured>>[];

  /** Takes the feeds with the oldest first, the newest last. */
  constructor(feeds: readonly Feed[]) {
    this.feeds = feeds;
    this.verdicts = feeds.map(measuredIn);
  }

  /** When the first matrix was measured; undefined where there is only one. */
  get since(): string | undefined {
    return this.feeds.length > 1 ? this.feeds[0]?.date : undefined;
  }

  /** Since when the engine has had its newest verdict; undefined where it never had another. */
  heldSince(id: string, key: string): string | undefined {
    const all = this.of(id, key);
    const newest = all.at(-1);
    const last = all.findLastIndex(({ verdict }) => verdict !== newest?.verdict);
    return last < 0 ? undefined : all[last + 1]?.date;
  }

  /** Every change of a verdict on a behaviour, the newest first. */
  changesOf(id: string): Changed[] {
    const keys = new Set(this.feeds.flatMap(({ engines }) => engines.map(({ key }) => key)));
    const sentence = this.sentenceOf(id);
    const changes = [...keys].flatMap((key) => {
      const all = this.of(id, key);
      return all.slice(1).flatMap((after, index) => {
        const before = all[index] as Measured;
        return before.verdict === after.verdict ? [] : [{ id, sentence, before, after }];
      });
    });
    return changes.toSorted((one, other) => other.after.date.localeCompare(one.after.date));
  }

  /** Every change of the newest matrix. */
  get newest(): Changed[] {
    const date = this.feeds.at(-1)?.date;
    const ids = this.feeds.at(-1)?.behaviours.map(({ id }) => id) ?? [];
    return ids.flatMap((id) => this.changesOf(id)).filter(({ after }) => after.date === date);
  }

  private of(id: string, key: string): Measured[] {
    return this.verdicts.flatMap((all) => all.get(id)?.get(key) ?? []);
  }

  private sentenceOf(id: string): string {
    return this.feeds.at(-1)?.behaviours.find((behaviour) => behaviour.id === id)?.sentence ?? '';
  }
}

function measuredIn({ date, engines, behaviours }: Feed): Map<string, Map<string, Measured>> {
  const names = new Map(engines.map(({ key, name }) => [key, name]));
  return new Map(
    behaviours.map(({ id, verdicts }) => [
      id,
      new Map(Object.entries(verdicts).map(([key, verdict]) => [key, { date, name: names.get(key) ?? key, verdict }])),
    ]),
  );
}
