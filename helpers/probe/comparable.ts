import type { HostAddress, Interface, Listening, Route } from './devices.ts';
import { type DatagramAnswer, type NameAnswer, type PageAnswer, briefly } from './outcome.ts';

const UNKNOWN = 'an unknown server';

/*
 * What of an answer, or of a host's network, is the same in every run: by this, what a repro script prints is compared
 * with what the run observed.
 */

/** Who answered a request, or what came of it instead; curl's output alone does not tell why a name is unresolved. */
export function comparablePage(answer: PageAnswer): string[] {
  if (answer.kind === 'answered') return [`answered by ${answer.by ?? UNKNOWN}`];
  return [answer.kind === 'unresolved' ? 'unresolved' : briefly(answer)];
}

/** Who answered a datagram, or what came of it instead. */
export function comparableDatagram(answer: DatagramAnswer): string[] {
  return [answer.kind === 'echoed' ? `answered by ${answer.by ?? UNKNOWN}` : briefly(answer)];
}

/** What a name resolved to, or why not. */
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

/** Interfaces that come and go with other containers and networks. */
const PASSING = /^(veth|ve-|ct-|br-|dnc|repro)/;

/** The interfaces that are up and stay. */
export function comparableInterfaces(seen: readonly Pick<Interface, 'name' | 'up'>[]): string[] {
  return seen.filter(({ name, up }) => up && !PASSING.test(name)).map(({ name }) => name);
}

/** The routes by interfaces that stay. */
export function comparableRoutes(seen: readonly Pick<Route, 'interface' | 'destination'>[]): string[] {
  return seen
    .filter((route) => !PASSING.test(route.interface))
    .map((route) => `${route.destination === '0.0.0.0' ? 'default' : 'a subnet'} by ${route.interface}`);
}

/** The default bridge is down where no container is on it. */
const DEFAULT_BRIDGES = new Set(['docker0', 'podman0']);

/** The IPv4 addresses of a host. */
export function comparableAddresses(seen: readonly HostAddress[]): string[] {
  return seen
    .filter((one) => one.address.includes('.') && !PASSING.test(one.interface) && !DEFAULT_BRIDGES.has(one.interface))
    .map((one) => `${one.address} on ${one.interface}`);
}

/** Below this port are those that a service has by its nature; above it, they are drawn and come and go. */
const DRAWN_PORTS = 20_000;

/** The listening sockets of services. */
export function comparableSockets(seen: readonly Listening[]): string[] {
  return seen.filter(({ port }) => port < DRAWN_PORTS).map(({ protocol, port }) => `${protocol} ${port}`);
}

/** An engine may have given a container more addresses than inspect shows, as a swarm does. */
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

/** Whether packets of each kind came in, by the numbers of the kinds. */
export function comparableCounters(packets: readonly number[]): string[] {
  return packets.map((count, index) => `kind${index} ${count > 0 ? 'came in' : 'none'}`);
}
