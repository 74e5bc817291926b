import { from } from '../probe/from.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { type Addressed, expect } from './matchers.ts';

/**
 * States that each of these names leads a container to another one: to its page, and to its address alone. `at` is that
 * address, where it is not the one on its first network.
 */
export async function namesLead(
  asker: RunningContainer,
  names: readonly string[],
  to: RunningContainer,
  at: Addressed = to,
): Promise<void> {
  const [addresses, ...pages] = await Promise.all([
    from(asker).lookups(names),
    ...names.map((name) => from(asker).get(`http://${name}`)),
  ]);
  for (const page of pages) await expect(page).toBeAnsweredBy(to);
  for (const found of addresses) await expect(found).toResolveTo(at);
}

/** States that none of these names exists for a container, whereas it finds itself by its own name. */
export async function namesAreUnknown(asker: RunningContainer, names: readonly string[]): Promise<void> {
  const [addresses, itself] = await Promise.all([
    from(asker).lookups(names),
    from(asker).get(`http://${asker.engineName}`),
  ]);
  const control = { whereas: itself, isAnsweredBy: asker };
  for (const found of addresses) await expect(found).toBeUnresolved(control, 'NXDOMAIN');
}
