import type { HostAddress, Interface, Listening, Route } from './devices.ts';
import {
  type DatagramAnswer,
  type NameAnswer,
  type PageAnswer,
  type SystemAnswer,
  summarizeOutcome,
} from './outcome.ts';
import type { IdentifiedPing, PingAnswer } from './ping.ts';

const UNKNOWN = 'an unknown server';

/*
 * The parts of an answer, or of a host's network, that are the same in every run: they compare the output of a repro
 * script with the observations of the run.
 */

/** Who answered a request, or its outcome; curl's output alone does not show why a name is unresolved. */
export function comparablePage(answer: PageAnswer): string[] {
  if (answer.kind === 'answered') return [`answered by ${answer.by ?? UNKNOWN}`];
  return [answer.kind === 'unresolved' ? 'unresolved' : summarizeOutcome(answer)];
}

/** Who answered a datagram, or its outcome. */
export function comparableDatagram(answer: DatagramAnswer): string[] {
  return [answer.kind === 'echoed' ? `answered by ${answer.by ?? UNKNOWN}` : summarizeOutcome(answer)];
}

/** Whether a ping was answered: the output of ping alone does not show by whom. */
export function comparablePing(answer: IdentifiedPing | PingAnswer): string[] {
  return answer.kind === 'echoed' || answer.kind === 'replied' ? ['answered'] : [summarizeOutcome(answer)];
}

/** The result of a lookup, or the reason why the name does not resolve. */
export function comparableName(answer: NameAnswer): string[] {
  switch (answer.kind) {
    case 'resolved':
      return answer.addresses.map((address) => `resolved to ${address}`);
    case 'named':
      return answer.names.map((name) => `resolved to ${name}`);
    case 'unresolved':
      return [`unresolved (${answer.reason})`];
    case 'truncated':
      return [answer.kind];
  }
}

/** The addresses that the system's resolver found; it reports no reason where it found none. */
export function comparableSystemName(answer: SystemAnswer): string[] {
  return answer.kind === 'resolved' ? answer.addresses.map((address) => `resolved to ${address}`) : [answer.kind];
}

/** Interfaces that appear and disappear with other containers and networks. */
const SHORT_LIVED = /^(veth|ve-|ct-|br-|podman[1-9]|dnc|repro)/;

/** The interfaces that are up, without short-lived ones. */
export function comparableInterfaces(seen: readonly Pick<Interface, 'name' | 'up'>[]): string[] {
  return seen.filter(({ name, up }) => up && !SHORT_LIVED.test(name)).map(({ name }) => name);
}

/** The routes, without those of short-lived interfaces. */
export function comparableRoutes(seen: readonly Pick<Route, 'interface' | 'destination'>[]): string[] {
  return seen
    .filter((route) => !SHORT_LIVED.test(route.interface))
    .map((route) => `${route.destination === '0.0.0.0' ? 'default' : 'a subnet'} by ${route.interface}`);
}

/** The default bridge is down where no container is on it. */
const DEFAULT_BRIDGES = new Set(['docker0', 'podman0']);

/** The IPv4 addresses of a host. */
export function comparableAddresses(seen: readonly HostAddress[]): string[] {
  return seen
    .filter(
      (one) => one.address.includes('.') && !SHORT_LIVED.test(one.interface) && !DEFAULT_BRIDGES.has(one.interface),
    )
    .map((one) => `${one.address} on ${one.interface}`);
}

/** From this port on, ports are random or ephemeral. */
const RANDOM_PORTS = 20_000;

/** The listening sockets of services. */
export function comparableSockets(seen: readonly Listening[]): string[] {
  return seen.filter(({ port }) => port < RANDOM_PORTS).map(({ protocol, port }) => `${protocol} ${port}`);
}

/** One of a container's own addresses: it may have more than inspect shows, as in a swarm. */
export function comparableOwnAddress(address: string, isShown: boolean): string {
  return `has ${isShown || address.startsWith('127.') ? address : 'another'}`;
}

interface NamedNetwork {
  readonly Name: string;
  readonly Driver: string;
  readonly Scope: string;
}

/** The predefined networks, and those of the scenario, which begin with `prefix`. */
export function comparableNetworks(seen: readonly NamedNetwork[], prefix: string): string[] {
  return seen
    .filter(({ Name }) => ['bridge', 'host', 'none'].includes(Name) || Name.startsWith(prefix))
    .map(({ Name, Driver, Scope }) => `${Name} ${Driver} ${Scope}`);
}

/** Drivers other than those of the suite's own plugins. */
export function comparableDrivers(drivers: readonly string[]): string[] {
  return drivers.filter((driver) => !/^(dnc|repro)-/.test(driver));
}

/** Whether there were incoming packets of each kind, by the numbers of the kinds. */
export function comparableCounters(packets: readonly number[]): string[] {
  return packets.map((count, index) => `kind${index} ${count > 0 ? 'came in' : 'none'}`);
}
