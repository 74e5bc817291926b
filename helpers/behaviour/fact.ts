import { inspect } from 'node:util';
import { equals, iterableEquality } from '@jest/expect-utils';
import { stated } from '../probe/journal.ts';
import { PromiseBroken } from '../scenario/running.ts';

/** A statement about something that the engine or a host told, such as a part of inspect. */
export interface Fact<T> {
  /** It is this, part by part. */
  is(expected: T): void;
  /** It is anything but this. */
  isNot(unexpected: T): void;
}

/**
 * States what was told, in words, and lets it be judged: `fact('the driver in inspect', network.Driver).is('bridge')`.
 * Throws PromiseBroken, whose message names the thing, what was expected and what was observed.
 */
export function fact<T>(what: string, observed: T): Fact<T> {
  const judge = (held: boolean, expected: string): void => {
    stated({ what, expected, observed: shown(observed), held });
    if (held) return;
    throw new PromiseBroken(`${what}\nexpected: ${expected}\nobserved: ${shown(observed)}`, { fact: what, observed });
  };
  return {
    is: (expected) => judge(equals(observed, expected, [iterableEquality]), shown(expected)),
    isNot: (unexpected) =>
      judge(!equals(observed, unexpected, [iterableEquality]), `anything but ${shown(unexpected)}`),
  };
}

function shown(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4 });
}
