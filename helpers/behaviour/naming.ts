import { from } from '../probe/from.ts';
import { sendAhead } from '../probe/journal.ts';
import type { Addressed } from '../probe/expectation.ts';
import { UNKNOWN_NAME_TIMEOUT_MS } from '../probe/limits.ts';
import { type NameOutcome, type Outcome, type PageOutcome, isUnansweredLookup } from '../probe/outcome.ts';
import { randomName } from '../probe/random-name.ts';
import type { RecordType } from '../probe/request.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { eventually } from './eventually.ts';
import { ControlFailed, probeFailure } from './failure.ts';
import { nonEmpty } from './fact.ts';
import { expect, judged } from './matchers.ts';
import type { Control } from './verdict.ts';

/**
 * Expects each name to resolve to a container's address and nothing else, by DNS and by the system's resolver, and the
 * container to answer requests to that name at that address. `at` has the address, if it is not the one on the container's
 * first network.
 */
export async function expectNamesResolve(
  client: RunningContainer,
  names: readonly string[],
  to: RunningContainer,
  at: Addressed = to,
): Promise<void> {
  const port = to.port === HTTP_PORT ? '' : `:${to.port}`;
  const [records, bySystem, pages] = await Promise.all([
    from(client).lookups(names, { types: ['A', 'AAAA'] }),
    Promise.all(names.map((name) => from(client).systemLookup(name))),
    Promise.all(names.map((name) => from(client).get(`http://${name}${port}`))),
  ]);
  const { name, address } = at;
  const inIpv6 = ipv6AddressBeside(to, address).map((address6) => ({ name, address: address6 }));
  // of two addresses, curl uses the one that answers first
  const answer = inIpv6.length > 0 ? {} : { at: address };
  for (const page of nonEmpty('the names', pages)) await expect(page).toBeAnsweredBy(to, answer);
  for (const found of nonEmpty('the DNS lookups of the names', records)) {
    if (isQueryFor('A', found)) await expect(found).toResolveTo(at);
    else if (inIpv6.length > 0) await expect(found).toResolveTo(...inIpv6);
    else await expect(found).toHaveNoData();
  }
  for (const found of nonEmpty('the lookups of the names by the system', bySystem))
    await expect(found).toResolveTo(at, ...inIpv6);
}

/** Expects a name to resolve to the addresses of all these containers, by DNS and by the system's resolver. */
export async function expectNameResolvesToAll(
  client: RunningContainer,
  name: string,
  ...to: readonly RunningContainer[]
): Promise<void> {
  const [byDns, bySystem] = await Promise.all([from(client).lookup(name), from(client).systemLookup(name)]);
  await expect(byDns).toResolveTo(...to);
  await expect(bySystem).toResolveTo(...to);
}

/** The names in the answer to a reverse lookup, or why there are none. */
export function namesIn(outcome: NameOutcome): string {
  if (outcome.kind === 'named') return outcome.names.join(', ');
  return outcome.kind === 'unresolved' ? outcome.reason : outcome.kind;
}

const HTTP_PORT = 80;

function isQueryFor(type: RecordType, { request }: Outcome): boolean {
  return request.kind === 'name' && request.type === type;
}

/** The IPv6 address of a container on the network where it has this IPv4 address, if any. */
function ipv6AddressBeside({ atStart }: RunningContainer, address: string): string[] {
  const endpoints = Object.values(atStart.NetworkSettings.Networks);
  return endpoints
    .filter((endpoint) => endpoint.IPAddress === address)
    .map(({ GlobalIPv6Address }) => GlobalIPv6Address)
    .filter(Boolean);
}

/** The limit of a probe for a name that may be unknown. */
const within = { withinMs: UNKNOWN_NAME_TIMEOUT_MS };

/** The outcomes of looking up a name in every way: by DNS for each IP family, and by the system's resolver. */
async function everyWay(client: RunningContainer, name: string): Promise<Outcome[]> {
  const [records, bySystem] = await Promise.all([
    from(client).lookups([name], { types: ['A', 'AAAA'], ...within }),
    from(client).systemLookup(name, within),
  ]);
  return [...records, bySystem];
}

/**
 * Expects each name to get the same answers as a name that does not exist, by DNS and by the system's resolver. The
 * controls: both resolve a name of the client itself, and by default it reaches itself by its own name.
 */
export async function expectNamesUnknown(
  client: RunningContainer,
  names: readonly string[],
  control?: Control,
): Promise<void> {
  const [itself, own, ofUnknownName, ...found] = await Promise.all([
    control?.control ?? from(client).get(`http://${client.engineName}`),
    ownNames(client),
    ...[randomName(), ...names].map((name) => everyWay(client, name)),
  ]);
  for (const outcome of nonEmpty('the names of the client', own)) expectOwnName(client, outcome);
  const answered = control ?? { control: itself, answeredBy: client };
  for (const outcomes of nonEmpty('the unknown names', found))
    for (const [way, outcome] of nonEmpty('the lookups of an unknown name', outcomes).entries())
      await expect(outcome).toBeUnknown(ofUnknownName?.[way] as Outcome, answered);
}

/**
 * Looks up names of a container in itself. Docker has the hostname, by default the short ID, in /etc/hosts, and all other
 * names in DNS, but not on the default bridge.
 */
async function ownNames(client: RunningContainer): Promise<Outcome[]> {
  if (client.networkName === 'bridge')
    return [await from(client).systemLookup(client.declaration.hostname ?? client.shortId)];
  return Promise.all([from(client).lookup(client.shortId), from(client).systemLookup(client.engineName)]);
}

/** Throws ControlFailed where a container does not resolve its own name; a DNS server that is silent is a failure. */
function expectOwnName({ name, address, atStart }: RunningContainer, outcome: Outcome): void {
  const endpoints = Object.values(atStart.NetworkSettings.Networks);
  const own = new Set(endpoints.flatMap(({ IPAddress, GlobalIPv6Address }) => [IPAddress, GlobalIPv6Address]));
  const held = outcome.kind === 'resolved' && outcome.addresses.every((found) => own.has(found));
  const expected = { kind: 'resolved', to: [{ name, address }] } as const;
  if (held || isUnansweredLookup(outcome)) judged(held, outcome, expected);
  else throw new ControlFailed(probeFailure(outcome, expected));
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
  for (const page of nonEmpty('the unknown names', pages))
    await expect(page).toBeUnknown(ofUnknownName as Outcome, control);
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
