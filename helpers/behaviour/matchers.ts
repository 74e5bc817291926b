import { equals } from '@jest/expect-utils';
import { expect as jestExpect } from '@jest/globals';
import {
  type DatagramOutcome,
  type NameOutcome,
  type Outcome,
  type PageOutcome,
  ProbeError,
  type UnresolvedReason,
  briefly,
  describeOutcome,
} from '../probe/outcome.ts';
import { expected as noted } from '../probe/journal.ts';
import { printProbe } from '../probe/request.ts';
import type { Broken, ContainerIdentity } from '../scenario/running.ts';
import type { Control } from './verdict.ts';

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> {
    /** A server answered, and it was this container. `with` narrows what it answered. */
    toBeAnsweredBy(container: ContainerIdentity, answer?: { status?: number; bodyContaining?: string }): Promise<void>;
    /** The name leads to the addresses of these, in whichever order, and to no other. */
    toResolveTo(...owners: Addressed[]): Promise<void>;
    /** The name has no address, for this reason where one is said, while the control is answered. */
    toBeUnresolved(control: Control, reason?: UnresolvedReason): Promise<void>;
    /**
     * The name is as unknown as one that nobody has, whose outcome is given: what that gets is the business of the
     * user's own DNS server. The control is answered.
     */
    toBeUnknown(ofUnknownName: Outcome, control: Control): Promise<void>;
    /** Nothing listens there, while the control is answered. */
    toBeRefused(control: Control): Promise<void>;
    /** The asker's host has no route there, and says so at once, while the control is answered. */
    toBeUnreachable(control: Control): Promise<void>;
    /** No answer comes, in whichever way, while the control is answered. */
    toBeBlocked(control: Control): Promise<void>;
  }
}

/** Who has an address: a container, on its network, or another one. */
export interface Addressed {
  readonly name: string;
  readonly address: string;
}

interface Result {
  readonly pass: boolean;
  readonly message: () => string;
  readonly broken: Broken;
}

type Received = Promise<Outcome> | Outcome;

jestExpect.extend({
  async toBeAnsweredBy(
    received: Promise<PageOutcome | DatagramOutcome>,
    container: ContainerIdentity,
    answer: { status?: number; bodyContaining?: string } = {},
  ) {
    const outcome = await received;
    const right =
      answeredBy(outcome, container) &&
      (answer.status === undefined || ('status' in outcome && outcome.status === answer.status)) &&
      (answer.bodyContaining === undefined || ('body' in outcome && outcome.body.includes(answer.bodyContaining)));
    const status = answer.status === undefined ? 'answered' : `answered with ${answer.status}`;
    const body = answer.bodyContaining === undefined ? '' : `, the page containing "${answer.bodyContaining}"`;
    return judged(right, outcome, `${status} by ${called(container)}${body}`);
  },

  async toResolveTo(received: Promise<NameOutcome>, ...owners: Addressed[]) {
    const outcome = await received;
    const wanted = owners.map(({ address }) => address).toSorted();
    const right = outcome.kind === 'resolved' && equals(outcome.addresses.toSorted(), wanted);
    const whose = owners.map(({ name, address }) => `${address}, the address of ${name}`).join(', and ');
    return judged(right, outcome, `resolved to ${whose}, alone`);
  },

  toBeUnresolved: (received: Received, control: Control, reason?: UnresolvedReason) =>
    negative(
      received,
      control,
      reason === undefined ? 'unresolved' : `unresolved (${reason})`,
      (outcome) => outcome.kind === 'unresolved' && (reason === undefined || outcome.reason === reason),
    ),

  toBeUnknown: (received: Received, ofUnknownName: Outcome, control: Control) =>
    negative(received, control, `unknown, as a name that nobody has (${briefly(ofUnknownName)})`, (outcome) =>
      isAlike(outcome, ofUnknownName),
    ),

  toBeRefused: (received: Received, control: Control) =>
    negative(received, control, 'refused', ({ kind }) => kind === 'refused'),

  toBeUnreachable: (received: Received, control: Control) =>
    negative(
      received,
      control,
      'unreachable (no route)',
      (outcome) => outcome.kind === 'unreachable' && outcome.what === 'network',
    ),

  toBeBlocked: (received: Received, control: Control) =>
    negative(received, control, 'no answer', ({ kind }) =>
      ['unreachable', 'timed out', 'refused', 'forbidden'].includes(kind),
    ),
});

/** Jest's expect with the matchers of this suite. */
export const expect = jestExpect;

function answeredBy(outcome: Outcome, { identity }: Pick<ContainerIdentity, 'identity'>): boolean {
  return (outcome.kind === 'answered' || outcome.kind === 'echoed') && outcome.by === identity;
}

/** Why a name is unresolved where the user's DNS server gives no answer: the engine, or nobody, says so in time. */
const UNANSWERED: ReadonlySet<UnresolvedReason> = new Set(['no answer', 'SERVFAIL', 'unknown']);

/** How it ends to ask an address where no server is. */
const SILENT: ReadonlySet<Outcome['kind']> = new Set(['timed out', 'unreachable', 'refused', 'reset']);

/** Whether two outcomes say the same of a name: that it is unresolved, or what a resolver says that knows every name. */
function isAlike(one: Outcome, other: Outcome): boolean {
  if (one.kind === 'unresolved' && other.kind === 'unresolved')
    return one.reason === other.reason || [one, other].every(({ reason }) => UNANSWERED.has(reason));
  if (one.kind === 'resolved' && other.kind === 'resolved')
    return equals(one.addresses.toSorted(), other.addresses.toSorted());
  if (one.kind === 'answered' && other.kind === 'answered') return one.address === other.address && !one.by;
  // at the address of a wildcard zone, silence and the kernel's word that nobody is there come at about the same time
  return one.kind === other.kind || [one, other].every(({ kind }) => SILENT.has(kind));
}

async function negative(
  received: Received,
  control: Control,
  expected: string,
  holds: (outcome: Outcome) => boolean,
): Promise<Result> {
  const [outcome, positive] = await Promise.all([received, control.control]);
  const works = answeredBy(positive, control.answeredBy);
  noted(positive, { expected: `answered by ${called(control.answeredBy)}`, held: works });
  if (!works) {
    throw new ProbeError(
      `the control failed, so that nothing can be said of the rest: ${printProbe(positive)}, ` +
        `which ${control.answeredBy.name} should have answered, and it was ${describeOutcome(positive)}`,
    );
  }
  return judged(holds(outcome), outcome, expected, positive);
}

function judged(pass: boolean, outcome: Outcome, expected: string, control?: Outcome): Result {
  noted(outcome, { expected, held: pass, ...(control ? { control } : {}) });
  const { command, exitCode, said } = outcome.evidence;
  const lines = [
    printProbe(outcome),
    `expected: ${expected}`,
    `observed: ${describeOutcome(outcome)}`,
    `evidence: ${command}${exitCode === undefined ? '' : ` → exit code ${exitCode}`}${said ? `, "${said}"` : ''} (${outcome.tookMs} ms)`,
  ];
  const broken = { request: printProbe(outcome), observed: briefly(outcome) };
  return { pass, message: () => lines.join('\n'), broken };
}

function called({ name, identity }: Pick<ContainerIdentity, 'name' | 'identity'>): string {
  return `${name} (${identity})`;
}
