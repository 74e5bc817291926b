import { equals, iterableEquality } from '@jest/expect-utils';
import { recordStatement } from '../probe/journal.ts';
import { ProbeError } from '../probe/outcome.ts';
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
 * is thrown. An expectation that holds because what it is about is missing or empty proves nothing: it throws a ProbeError.
 */
export function fact<T>(subject: string, observed: T): Fact<T> {
  const judge = (held: boolean, expected: string): void => {
    recordStatement({ subject, expected, observed: printValue(observed), held });
    const failure = { kind: 'fact', subject, expected, observed } as const;
    if (!settled(held, () => failure)) throw new PromiseBroken(failure);
  };
  /** Judges what an absent value would fulfil as well. */
  const judgePresent = (held: boolean, expected: string): void => {
    if (held && isAbsent(observed)) throw vacuous(subject, 'the observed value is missing or empty');
    judge(held, expected);
  };
  const against = <V>(value: V, isMissing: boolean): V => {
    if (isMissing) throw vacuous(subject, 'what it is compared with is missing or empty');
    return value;
  };
  return {
    is: (expected) => judge(isEqual(observed, against(expected, expected === undefined)), printValue(expected)),
    isNot: (unexpected) =>
      judgePresent(
        !isEqual(observed, against(unexpected, unexpected === undefined)),
        `anything but ${printValue(unexpected)}`,
      ),
    includes: (member) => judge(has(observed, against(member, isAbsent(member))), `including ${printValue(member)}`),
    excludes: (member) =>
      judgePresent(!has(observed, against(member, isAbsent(member))), `anything without ${printValue(member)}`),
    satisfies: (expected, predicate) => judgePresent(predicate(observed), expected),
  };
}

/**
 * A value that an engine or a host must report. Throws PromiseBroken where it is missing or empty: what follows would be
 * about nothing.
 */
export function reported<T>(subject: string, value: T): NonNullable<T> {
  if (value !== undefined && value !== null && value !== '') return value;
  recordStatement({ subject, expected: 'a value', observed: printValue(value), held: false });
  throw new PromiseBroken({ subject, expected: 'a value', observed: value });
}

/**
 * A list with at least one member, for a loop of expectations. Throws a ProbeError for an empty one: the loop would expect
 * nothing.
 */
export function nonEmpty<T>(subject: string, list: readonly T[]): readonly T[] {
  if (list.length === 0) throw vacuous(subject, 'the list is empty');
  return list;
}

function has(list: unknown, member: unknown): boolean {
  return Array.isArray(list) && list.some((one) => isEqual(one, member));
}

function isEqual(one: unknown, other: unknown): boolean {
  return equals(one, other, [iterableEquality]);
}

/** Whether a value is missing or empty: whatever must not be in it, or must hold for all of it, does. */
function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || Number.isNaN(value)) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function vacuous(subject: string, why: string): ProbeError {
  return new ProbeError(`${subject}: ${why}, so nothing can be concluded`);
}
