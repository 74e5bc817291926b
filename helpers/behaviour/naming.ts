import { drawnName } from '../probe/drawn-name.ts';
import { from } from '../probe/from.ts';
import { UNKNOWN_NAME_TIMEOUT_MS } from '../probe/limits.ts';
import type { Outcome, PageOutcome } from '../probe/outcome.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { type Addressed, expect } from './matchers.ts';
import type { Control } from './verdict.ts';

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

/** What to ask for a name that is perhaps unknown. */
const within = { withinMs: UNKNOWN_NAME_TIMEOUT_MS };

/**
 * States that none of these names exists for a container, to its resolver: each gets what a name gets that nobody has.
 * The container resolves its own name at the same time, unless another control is given.
 */
export async function namesAreUnknown(
  asker: RunningContainer,
  names: readonly string[],
  control?: Control,
): Promise<void> {
  const [itself, ofUnknownName, ...found] = await Promise.all([
    control?.control ?? from(asker).get(`http://${asker.engineName}`),
    ...[drawnName(), ...names].map((name) => from(asker).lookup(name, 'A', within)),
  ]);
  const answered = control ?? { control: itself, answeredBy: asker };
  for (const outcome of found) await expect(outcome).toBeUnknown(ofUnknownName as Outcome, answered);
}

/** The same, and to a program: for each name, what came of asking for a page of it. */
export async function pagesAreUnknown(
  asker: RunningContainer,
  names: readonly string[],
  control: Control,
  port = 80,
): Promise<readonly PageOutcome[]> {
  const [, ofUnknownName, ...pages] = await Promise.all([
    namesAreUnknown(asker, names, control),
    ...[drawnName(), ...names].map((name) => from(asker).get(`http://${name}:${port}`, within)),
  ]);
  for (const page of pages) await expect(page).toBeUnknown(ofUnknownName as Outcome, control);
  return pages;
}
