import { inspect } from 'node:util';

/** An expectation of something that the engine or a host reported, which did not hold. */
export interface FactFailure {
  readonly kind: 'fact';
  /** What was expected of: `the driver in inspect`. */
  readonly subject: string;
  /** As text: `'bridge'`, `an address`. */
  readonly expected: string;
  readonly observed: unknown;
}

/** The engine broke a promise; or a scenario lacks what its requests need, such as an address, which is as bad. */
export class PromiseBroken extends Error {
  readonly failure: FactFailure;

  constructor(failure: Omit<FactFailure, 'kind'>) {
    super(`${failure.subject}\nexpected: ${failure.expected}\nobserved: ${printValue(failure.observed)}`);
    this.name = 'PromiseBroken';
    this.failure = { kind: 'fact', ...failure };
  }
}

/** A value as text, as it stands in a program. */
export function printValue(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4 });
}
