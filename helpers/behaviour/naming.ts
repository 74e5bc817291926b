import { from } from '../probe/from.ts';
import { sendAhead } from '../probe/journal.ts';
import type { Addressed } from '../probe/expectation.ts';
import { UNKNOWN_NAME_TIMEOUT_MS } from '../probe/limits.ts';
import type { Outcome, PageOutcome } from '../probe/outcome.ts';
import { randomName } from '../probe/random-name.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { eventually } from './eventually.ts';
import { expect } from './matchers.ts';
import type { Control } from './verdict.ts';

/**
 * Expects each name to resolve to a container's address and nothing else, and the container to answer requests to that
 * name. `at` has the address, if it is not the one on the container's first network.
 */
export async function expectNamesResolve(
  client: RunningContainer,
  names: readonly string[],
  to: RunningContainer,
  at: Addressed = to,
): Promise<void> {
  const [addresses, ...pages] = await Promise.all([
    from(client).lookups(names),
    ...names.map((name) => from(client).get(`http://${name}`)),
  ]);
  for (const page of pages) await expect(page).toBeAnsweredBy(to);
  for (const found of addresses) await expect(found).toResolveTo(at);
}

/** The limit of a probe for a name that may be unknown. */
const within = { withinMs: UNKNOWN_NAME_TIMEOUT_MS };

/**
 * Expects each name to get the same answer as a name that does not exist. The default control is that the container
 * reaches itself by its own name.
 */
export async function expectNamesUnknown(
  client: RunningContainer,
  names: readonly string[],
  control?: Control,
): Promise<void> {
  const [itself, ofUnknownName, ...found] = await Promise.all([
    control?.control ?? from(client).get(`http://${client.engineName}`),
    ...[randomName(), ...names].map((name) => from(client).lookup(name, 'A', within)),
  ]);
  const answered = control ?? { control: itself, answeredBy: client };
  for (const outcome of found) await expect(outcome).toBeUnknown(ofUnknownName as Outcome, answered);
}

/** Expects each name to be unknown (`expectNamesUnknown`), and to curl as well; returns the outcomes of curl. */
export async function expectNamesUnknownToCurl(
  client: RunningContainer,
  names: readonly string[],
  control: Control,
  port = 80,
): Promise<readonly PageOutcome[]> {
  const [, ofUnknownName, ...pages] = await Promise.all([
    expectNamesUnknown(client, names, control),
    ...[randomName(), ...names].map((name) => from(client).get(`http://${name}:${port}`, within)),
  ]);
  for (const page of pages) await expect(page).toBeUnknown(ofUnknownName as Outcome, control);
  return pages;
}

/**
 * Waits until each container resolves its name, at most for ten seconds: swarm nodes inform each other of new containers
 * in the background. These lookups are no evidence; the behaviour still has to probe the names.
 */
export async function untilNamesResolve(...names: readonly [client: RunningContainer, name: string][]): Promise<void> {
  await Promise.all(
    names.map(([client, name]) => eventually(() => sendAhead(() => from(client).lookup(name)), isResolved)),
  );
}

function isResolved({ kind }: Outcome): boolean {
  return kind === 'resolved';
}
