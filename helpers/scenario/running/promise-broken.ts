import { inspect } from 'node:util';

/** An expectation of a reported fact that did not hold. */
export interface FactFailure {
  readonly kind: 'fact';
  /** A noun phrase: `the driver in inspect`. */
  readonly subject: string;
  /** As text: `'bridge'`, `an address`. */
  readonly expected: string;
  readonly observed: unknown;
}

/** The engine broke a promise; a value that it does not report, such as an address, counts as well. */
export class PromiseBroken extends Error {
  readonly failure: FactFailure;

  constructor(failure: Omit<FactFailure, 'kind'>) {
    super(`${failure.subject}\nexpected: ${failure.expected}\nobserved: ${printValue(failure.observed)}`);
    this.name = 'PromiseBroken';
    this.failure = { kind: 'fact', ...failure };
  }
}

/** A value as text, as a JavaScript literal. */
export function printValue(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4 });
}
