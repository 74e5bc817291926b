import type { Outcome } from '../../probe/outcome.ts';
import { briefly } from '../../probe/outcome.ts';
import { printProbe } from '../../probe/request.ts';
import type { Broken } from '../../scenario/running.ts';
import { openScenario } from '../../scenario/scenario.ts';
import type { BehaviourRecord } from '../verdict.ts';
import { collect } from './collect.ts';
import type { Facts } from './facts.ts';
import type { BrokenProbe } from './broken-probe.ts';
import { suspect } from './suspicion.ts';

/**
 * What is to be told of a failure while its scenario is still there: evidence of what was involved, and a suspicion.
 * `mention` is all that the behaviour asked and heard, in which the members that were involved are named.
 */
export async function afterFailure(
  broken: BrokenProbe | undefined,
  mention: string,
): Promise<Pick<BehaviourRecord, 'collected' | 'suspicion'>> {
  const open = openScenario();
  if (!open?.members) return {};
  const involved = Object.keys(open.members).filter((name) => isNamed(name, mention));
  const wanted = involved.length > 0 ? involved : Object.keys(open.members);
  const { sections, facts } = await collect(open.members, open.since, new Set(wanted));
  const suspicion = suspectSafely(broken, facts);
  return { collected: sections, ...(suspicion === undefined ? {} : { suspicion }) };
}

/** A suspicion that fails is none. */
function suspectSafely(broken: BrokenProbe | undefined, facts: Facts): string | undefined {
  try {
    return suspect(broken, facts);
  } catch {
    return undefined;
  }
}

/** Members are named as in a script, `$RUN-nginx`, or by what their answers carry, `dnc-1a2b3c-4d5e-nginx`. */
function isNamed(name: string, mention: string): boolean {
  return new RegExp(`\\$RUN-${name}\\b|dnc-\\w+-\\w+-${name.toLowerCase()}\\b`).test(mention);
}

/** The question of which an expectation did not hold; undefined where it was none of a question. */
export function brokenQuestion(broken: Broken, reason: string, probes: readonly Outcome[]): BrokenProbe | undefined {
  if (!('request' in broken)) return undefined;
  const { request, observed } = broken;
  const outcome = probes.findLast((probe) => printProbe(probe) === request && briefly(probe) === observed);
  const expected = reason.match(/^expected: (.*)$/m)?.[1];
  return outcome && expected !== undefined ? { outcome, expected } : undefined;
}
