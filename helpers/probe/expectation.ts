import { type Answer, type UnresolvedReason, summarizeOutcome } from './outcome.ts';

/** A server: its name in the scenario, and the identity in its answers. */
export interface Server {
  readonly name: string;
  readonly identity: string;
}

/** A member of a scenario and its address. */
export interface Addressed {
  readonly name: string;
  readonly address: string;
}

/** The expected outcome of a request. */
export type Expectation =
  | {
      readonly kind: 'answered';
      readonly by: Server;
      readonly status?: number;
      readonly bodyContaining?: string;
      readonly at?: string;
    }
  /** To these addresses, in any order, and to no others. */
  | { readonly kind: 'resolved'; readonly to: readonly Addressed[] }
  | { readonly kind: 'unresolved'; readonly reason?: UnresolvedReason }
  /** The same as for a random name that does not exist, whose outcome is `drawn`. */
  | { readonly kind: 'unknown'; readonly drawn: Answer }
  | { readonly kind: 'refused' }
  /** Because of a missing route. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'no answer' };

/** An expectation as text: `answered by grafana (dnc-1a2b3c-4d5e-grafana)`, `refused`. */
export function printExpectation(expected: Expectation): string {
  switch (expected.kind) {
    case 'answered':
      return printAnswered(expected);
    case 'resolved':
      return `resolved to ${expected.to.map(({ name, address }) => `${address} (${name})`).join(' and ')}, and to nothing else`;
    case 'unresolved':
      return expected.reason === undefined ? 'unresolved' : `unresolved (${expected.reason})`;
    case 'unknown':
      return `the same as a name that does not exist: ${summarizeOutcome(expected.drawn)}`;
    case 'unreachable':
      return 'unreachable (no route)';
    case 'refused':
    case 'no answer':
      return expected.kind;
  }
}

function printAnswered({ by, status, bodyContaining, at }: Expectation & { readonly kind: 'answered' }): string {
  const how = status === undefined ? 'answered' : `answered with ${status}`;
  const body = bodyContaining === undefined ? '' : `, with a body that contains "${bodyContaining}"`;
  return `${how} by ${by.name} (${by.identity})${at === undefined ? '' : ` at ${at}`}${body}`;
}
