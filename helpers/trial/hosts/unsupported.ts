import { catalogue } from '../../behaviour/catalogue.ts';
import type { TrialHost } from './host.ts';

/** What differs on a host that does not meet these needs: every behaviour that has one of them is unsupported. */
export function withoutNeeds(needs: readonly string[], why: string): NonNullable<TrialHost['differs']> {
  const affected = catalogue().filter((entry) => entry.needs.some((need) => needs.includes(need)));
  return Object.fromEntries(affected.map(({ id }) => [id, { verdict: 'unsupported', why } as const]));
}

/** What differs on a host where these behaviours turn out to be unsupported once their scenario runs. */
export function unsupported(ids: readonly string[], why: string): NonNullable<TrialHost['differs']> {
  return Object.fromEntries(ids.map((id) => [id, { verdict: 'unsupported', why } as const]));
}
