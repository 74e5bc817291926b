import { catalogue } from '../../behaviour/catalogue.ts';
import type { TrialHost } from './host.ts';

/** The data of a host on which these needs are not met: every behaviour that has one of them is unsupported. */
export function withoutNeeds(needs: readonly string[], why: string): NonNullable<TrialHost['differs']> {
  const affected = catalogue().filter((entry) => entry.needs.some((need) => needs.includes(need)));
  return Object.fromEntries(affected.map(({ id }) => [id, { verdict: 'unsupported', why } as const]));
}

/** The data of a host on which these behaviours turn out not to be judged once their scenario is there. */
export function unsupported(ids: readonly string[], why: string): NonNullable<TrialHost['differs']> {
  return Object.fromEntries(ids.map((id) => [id, { verdict: 'unsupported', why } as const]));
}
