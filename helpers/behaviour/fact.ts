import { equals, iterableEquality } from '@jest/expect-utils';
import { recordStatement } from '../probe/journal.ts';
import { PromiseBroken, printValue } from '../scenario/running.ts';
import { settled } from './judging.ts';

type Member<T> = T extends readonly (infer M)[] ? M : never;

/** An expectation of something that the engine or a host reported, such as a part of inspect. */
export interface Fact<T> {
  /** The observed value equals this one, part by part. */
  is(expected: T): void;
  /** The observed value equals anything but this one. */
  isNot(unexpected: T): void;
  /** The observed list has this member. */
  includes(member: Member<T>): void;
  /** The observed list has no such member. */
  excludes(member: Member<T>): void;
  /** The predicate holds for the observed value; `expected` describes it in words. */
  satisfies(expected: string, predicate: (observed: T) => boolean): void;
}

/**
 * Compares a reported value with the expectation: `fact('the driver of the network', network.Driver).is('bridge')`. The
 * subject is a noun phrase that stands alone. A failure is collected by the running behaviour; outside of one, PromiseBroken
 * is thrown.
 */
export function fact<T>(subject: string, observed: T): Fact<T> {
  const judge = (held: boolean, expected: string): void => {
    recordStatement({ subject, expected, observed: printValue(observed), held });
    const failure = { kind: 'fact', subject, expected, observed } as const;
    if (!settled(held, () => failure)) throw new PromiseBroken(failure);
  };
  return {
    is: (expected) => judge(equals(observed, expected, [iterableEquality]), printValue(expected)),
    isNot: (unexpected) =>
      judge(!equals(observed, unexpected, [iterableEquality]), `anything but ${printValue(unexpected)}`),
    includes: (member) => judge(has(observed, member), `including ${printValue(member)}`),
    excludes: (member) => judge(!has(observed, member), `anything without ${printValue(member)}`),
    satisfies: (expected, predicate) => judge(predicate(observed), expected),
  };
}

function has(list: unknown, member: unknown): boolean {
  return Array.isArray(list) && list.some((one) => equals(one, member, [iterableEquality]));
}
