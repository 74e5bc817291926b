import { inspect } from 'node:util';
import { equals, iterableEquality } from '@jest/expect-utils';
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
  const broken = (expected: string): PromiseBroken =>
    new PromiseBroken(`${what}\nexpected: ${expected}\nobserved: ${shown(observed)}`, { what, observed });
  return {
    is(expected) {
      if (!equals(observed, expected, [iterableEquality])) throw broken(shown(expected));
    },
    isNot(unexpected) {
      if (equals(observed, unexpected, [iterableEquality])) throw broken(`anything but ${shown(unexpected)}`);
    },
  };
}

function shown(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4 });
}
