import type { Permission, Subject } from './policy/permissions.ts';
import type { Exchange } from './requests.ts';
import type { Binding } from './stack.ts';

/**
 * `note`: worth knowing, and no fault. `unsupported`: no request could be sent here. `error`: the check broke, not the stack.
 */
export const stackVerdicts = ['passed', 'failed', 'note', 'unsupported', 'error'] as const;

export type StackVerdict = (typeof stackVerdicts)[number];

/** Why a finding has its verdict. */
export type Reason =
  /** The request that was answered, and the networks that both are on. */
  | { readonly kind: 'open'; readonly exchange: Exchange; readonly networks: readonly string[] }
  | { readonly kind: 'way back'; readonly exchange: Exchange }
  | { readonly kind: 'closed'; readonly exchanges: readonly Exchange[] }
  | { readonly kind: 'tolerated' }
  /** Nothing was sent: the one has no address, or publishes no port. */
  | { readonly kind: 'no address' }
  | {
      readonly kind: 'no listener';
      readonly private: boolean;
      readonly listening: readonly string[];
      readonly hostPortOf?: string;
    }
  | { readonly kind: 'no common network'; readonly from: readonly string[]; readonly to: readonly string[] }
  | { readonly kind: 'published only'; readonly exchange: Exchange }
  | { readonly kind: 'not published'; readonly bindings: readonly Binding[] }
  | { readonly kind: 'unresolved'; readonly name: string; readonly networks: readonly string[] }
  | { readonly kind: 'resolved'; readonly name: string }
  /** The name gives other addresses than those of the service. */
  | { readonly kind: 'another answers'; readonly name: string; readonly addresses: readonly string[] }
  /** Something else than the target took the connection. */
  | { readonly kind: 'elsewhere'; readonly exchange: Exchange }
  | { readonly kind: 'no control'; readonly exchanges: readonly Exchange[] }
  | { readonly kind: 'no LAN host'; readonly because: string; readonly bindings: readonly Binding[] }
  | { readonly kind: 'restarted'; readonly container: string }
  | { readonly kind: 'not asked'; readonly because: string };

/** One promise about a pair, and what was found. */
export interface Finding {
  readonly from: string;
  readonly to: string;
  readonly subject: Subject;
  readonly permission: Permission;
  readonly verdict: StackVerdict;
  readonly reason: Reason;
}

/** What a finding is about, as in the file: `tcp/5432`, `icmp`, `name/dashboards`. */
export function printSubject(subject: Subject): string {
  if (subject.kind === 'icmp') return 'icmp';
  if (subject.kind === 'name') return subject.name === undefined ? 'name' : `name/${subject.name}`;
  return `${subject.kind}/${subject.port}`;
}
