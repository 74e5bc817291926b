import type { DescribedEntry } from '../behaviour/catalogue.ts';
import { hostNeeds } from '../behaviour/host-needs.ts';
import { type Need, needs, unmetNeeds } from '../behaviour/needs.ts';
import type { Run } from '../engine/run.ts';
import { keyValues, plural } from './printed-values.ts';

type Entry = Pick<DescribedEntry, 'id' | 'needs'>;

/** Clocks that differ by less than this count as equal. */
const SAME_CLOCK_MS = 30_000;

/**
 * What was detected of an engine and its host, how many behaviours are supported there, and the unmet needs of the
 * others: the text of `npm start -- --doctor`, also in the report.
 */
export function doctorText(run: Run, entries: readonly Entry[]): string {
  const unmet = entries.map((entry) => unmetNeeds(entry.needs as Need[], run).map(({ need }) => need as Need));
  const supported = unmet.filter((missing) => missing.length === 0);
  const missing = [...new Set(unmet.flat())];
  const groups = missing.map((need) => ({ need, count: unmet.filter((one) => one.includes(need)).length }));
  return [
    'Engine',
    ...table(engineFacts(run)),
    '',
    'Host',
    ...table(hostFacts(run)),
    '',
    `Supported here: ${supported.length} of ${plural(entries.length, 'behaviour')}`,
    ...(groups.length > 0 ? ['', 'Not supported here'] : []),
    ...groups.toSorted((one, other) => other.count - one.count).flatMap((group) => notSupported(group, run)),
  ].join('\n');
}

/**
 * A line for each setting of the host that makes behaviours unsupported:
 * `IPv6 is disabled on this host: 9 behaviours not supported here (ipv6)`.
 */
export function hostRestrictions(run: Run, entries: readonly Entry[]): string[] {
  const names = Object.keys(hostNeeds) as (keyof typeof hostNeeds)[];
  const lines = names.flatMap((need) => {
    const { met, evidence } = hostNeeds[need].detect(run);
    const count = entries.filter((entry) => entry.needs.includes(need)).length;
    return met || count === 0
      ? []
      : [`${capital(evidence)}: ${plural(count, 'behaviour')} not supported here (${need})`];
  });
  return [...lines, ...adaptations(run)];
}

/** What the suite does differently because of the user's configuration. */
function adaptations({ engine: { settings, surroundings } }: Run): string[] {
  const { clockAheadMs = 0 } = surroundings;
  const changed = keyValues(settings.networkDefaults);
  return [
    ...(settings.addressPools === 'used up'
      ? ['The address pools of the daemon are used up: the suite chooses the subnets of its networks']
      : []),
    ...(changed.length > 0
      ? [`New networks have default options (${changed.join(', ')}): the suite sets its own`]
      : []),
    ...(Math.abs(clockAheadMs) > SAME_CLOCK_MS
      ? [`The clock of the engine's host is ${Math.round(clockAheadMs / 1000)} s ahead of this one`]
      : []),
  ];
}

function notSupported({ need, count }: { need: Need; count: number }, run: Run): string[] {
  const { requires, remedy, detect } = needs[need];
  return [
    `  ${plural(count, 'behaviour')}: ${need}`,
    `    requires  ${requires}`,
    `    found     ${detect(run).evidence}`,
    `    remedy    ${remedy}`,
  ];
}

type Fact = readonly [string, string | boolean | undefined];

function engineFacts({ engine, compose }: Run): Fact[] {
  const { settings, rootless, location } = engine;
  const { defaultBridge } = settings;
  const bridge =
    defaultBridge === 'none'
      ? 'none'
      : [
          defaultBridge.interface,
          ...defaultBridge.subnets,
          `ICC ${defaultBridge.icc ? 'on' : 'off'}`,
          ...(defaultBridge.mtu ? [`MTU ${defaultBridge.mtu}`] : []),
          ...(defaultBridge.ipv6 ? ['IPv6'] : []),
          `ports on ${defaultBridge.hostBinding || 'all addresses'}`,
        ].join(', ');
  return [
    ['engine', `${engine.name} ${engine.version}, API ${engine.apiVersion}`],
    ['found at', engine.source],
    ['location', location.because],
    ['published ports at', location.publishedAt ?? 'no address that was tried'],
    ['rootless', rootless],
    ['firewall backend', engine.firewall],
    ['IPv4 rules', settings.iptables],
    ['IPv6 rules', settings.ip6tables],
    ['userland proxy', settings.userlandProxy],
    ['default bridge', bridge],
    ['network defaults', settings.networkDefaults && (keyValues(settings.networkDefaults).join(', ') || 'none')],
    ['address pools', settings.addressPools],
    ['DNS servers', settings.dns?.join(', ')],
    ['user namespaces', settings.usernsRemap],
    ['live restore', settings.liveRestore],
    ['logging driver', settings.loggingDriver],
    ['runtime', settings.defaultRuntime],
    ['swarm', settings.swarm],
    ...(compose ? [['Docker Compose', 'version' in compose ? compose.version : compose.missing] as const] : []),
  ];
}

function hostFacts({ engine: { os, kernel, surroundings }, host }: Run): Fact[] {
  const { clockAheadMs } = surroundings;
  return [
    ['system', `${os}, kernel ${kernel}`],
    ['access', host.because],
    ['IPv6', surroundings.ipv6],
    ['IPv4 forwarding', surroundings.ipForwarding],
    ['host network', surroundings.hostNetworkRefused ?? (surroundings.ipv6 === undefined ? undefined : 'allowed')],
    ['containers to host', surroundings.hostAnswersContainers],
    ['forward chain drops', surroundings.forwardDrop?.chain],
    ['unknown names', surroundings.unknownName],
    ['clock', clockAheadMs === undefined ? undefined : `${Math.round(clockAheadMs / 1000)} s ahead`],
  ];
}

function table(facts: readonly Fact[]): string[] {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `  ${name.padEnd(width)}  ${factText(value)}`);
}

function factText(value: string | boolean | undefined): string {
  if (value === undefined) return 'unknown';
  return typeof value === 'string' ? value : value ? 'yes' : 'no';
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
