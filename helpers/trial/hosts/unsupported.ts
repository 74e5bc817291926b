import { catalogue } from '../../behaviour/catalogue.ts';
import type { Verdict } from '../../behaviour/verdict.ts';
import type { TrialHost } from './host.ts';

/** What differs on a host that does not meet these needs: every behaviour that has one of them is unsupported. */
export function withoutNeeds(needs: readonly string[], why: string): NonNullable<TrialHost['differs']> {
  const affected = catalogue().filter((entry) => entry.needs.some((need) => needs.includes(need)));
  return Object.fromEntries(affected.map(({ id }) => [id, { verdict: 'unsupported', why } as const]));
}

/** What differs where the suite is on another host, or in another network namespace, and these needs are not met either. */
export function elsewhere(needs: readonly string[]): NonNullable<TrialHost['differs']> {
  return withoutNeeds(
    [...needs, 'root-on-engine-host', 'engine-at-localhost', 'engine-on-this-machine'],
    "The suite is not in the network namespace of the engine's host",
  );
}

/** What differs on a host where these behaviours turn out to be unsupported once their scenario runs. */
export function unsupported(ids: readonly string[], why: string): NonNullable<TrialHost['differs']> {
  return withVerdict('unsupported', ids, why);
}

/** What differs on a host where these behaviours get another verdict. */
export function withVerdict(verdict: Verdict, ids: readonly string[], why: string): NonNullable<TrialHost['differs']> {
  return Object.fromEntries(ids.map((id) => [id, { verdict, why }]));
}
