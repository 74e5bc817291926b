import { readlinkSync } from 'node:fs';
import type { Command } from './batch.ts';
import { comparableInterfaces, comparableOwnAddress, comparableRoutes } from './comparable.ts';
import {
  type Interface,
  type Route,
  interfacesCommand,
  localAddressesCommand,
  matchingLinesCommand,
  parseInterfaces,
  parseLocalAddresses,
  parseRoutes,
  parseOutput,
  routesCommand,
  sysctlCommand,
} from './devices.ts';
import { type SendingContainer, runInContainer } from './exec.ts';
import {
  type DefaultRoute,
  addresses6Command,
  defaultRoutesCommand,
  everyRouteCommand,
  parseAddresses6,
  parseDefaultRoutes,
  parseEveryRoute,
} from './kernel-tables.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { placeOf, recordInspected, recordNetworkState } from './manual-command.ts';

/** What a container's kernel and files show of its network. */
export interface NetworkState {
  /** Its network interfaces, as its kernel lists them. */
  interfaces(): Promise<Interface[]>;
  /** Its own IPv4 addresses, sorted. */
  addresses(): Promise<string[]>;
  /** Its own IPv6 addresses, sorted. */
  addresses6(): Promise<string[]>;
  /** Its IPv4 routes. */
  routes(): Promise<Route[]>;
  /** Its default routes, of both IP families; of several of one family, its kernel uses the first. */
  defaultRoutes(): Promise<DefaultRoute[]>;
  /** The destinations of its routes in every table, of both IP families, without those of its loopback interface. */
  everyRoute(): Promise<string[]>;
  /** A sysctl of its network: `net.ipv4.conf.eth0.rp_filter`. */
  sysctl(name: string): Promise<string>;
  /** The lines of one of its files that match a pattern of `grep -E`; each variable in /proc/self/environ is a line. */
  linesOf(path: string, pattern: string): Promise<string[]>;
  /** Its network namespace, `net:[4026531840]`. */
  networkNamespace(): Promise<string>;
}

/**
 * Reads the network state of a container with the programs of its image. Each value is read anew, by a command that the
 * script of the scenario repeats; what cannot be read is a ProbeError.
 */
export function networkStateOf(container: SendingContainer): NetworkState {
  return {
    interfaces: () => interfacesOf(container),
    addresses: () => addressesOf(container),
    addresses6: () => addresses6Of(container),
    routes: () => routesOf(container),
    defaultRoutes: () => defaultRoutesOf(container),
    everyRoute: () => everyRouteOf(container),
    sysctl: (name) => sysctlOf(container, name),
    linesOf: (path, pattern) => linesOf(container, path, pattern),
    networkNamespace: () => networkNamespaceOf(container),
  };
}

async function read<T>(
  container: SendingContainer,
  command: Command,
  what: string,
  parse: (text: string) => T,
): Promise<T> {
  return parseOutput(await runInContainer(container, command), `${what} of ${container.name}`, parse);
}

async function interfacesOf(container: SendingContainer): Promise<Interface[]> {
  const seen = await read(container, interfacesCommand(), 'the interfaces', parseInterfaces);
  recordNetworkState(placeOf(container), 'interfaces', ['ip', '-o', 'link'], comparableInterfaces(seen));
  return seen;
}

async function addressesOf(container: SendingContainer): Promise<string[]> {
  const addresses = await read(container, localAddressesCommand, 'the addresses', parseLocalAddresses);
  const lines = addresses.map((address) => comparableOwnAddress(address, isShown(container, address)));
  recordNetworkState(placeOf(container), 'own addresses', ['ip', '-o', '-4', 'address'], lines);
  return addresses;
}

/** Whether inspect shows an address as the container's. */
function isShown({ history }: SendingContainer, address: string): boolean {
  const known = history.flatMap(({ NetworkSettings }) => Object.values(NetworkSettings.Networks));
  return known.some(({ IPAddress }) => IPAddress === address);
}

async function addresses6Of(container: SendingContainer): Promise<string[]> {
  const addresses = await read(container, addresses6Command, 'the IPv6 addresses', parseAddresses6);
  const list = ['sh', '-c', "ip -6 -o address | sed 's/.* inet6 //; s/\\/.*//' | grep -v ^fe80: | sort"];
  const lines = addresses.filter((address) => !address.startsWith('fe80:'));
  recordNetworkState(placeOf(container), 'text', list, lines);
  return addresses;
}

async function routesOf(container: SendingContainer): Promise<Route[]> {
  const seen = await read(container, routesCommand, 'the routes', parseRoutes);
  recordNetworkState(placeOf(container), 'routes', ['ip', 'route'], comparableRoutes(seen));
  return seen;
}

async function defaultRoutesOf(container: SendingContainer): Promise<DefaultRoute[]> {
  const seen = await read(container, defaultRoutesCommand, 'the default routes', parseDefaultRoutes);
  const list = ['sh', '-c', "{ ip route; ip -6 route; } | sed -n 's/^default.*/default/p'"];
  // the order of the interfaces may differ at each start
  const lines = seen.map(() => 'default');
  recordNetworkState(placeOf(container), 'text', list, lines);
  return seen;
}

async function everyRouteOf(container: SendingContainer): Promise<string[]> {
  const destinations = await read(container, everyRouteCommand, 'the routes', parseEveryRoute);
  const list = ['sh', '-c', "{ ip route show table all; ip -6 route show table all; } | grep -v ' dev lo'; :"];
  recordNetworkState(placeOf(container), 'text', list, destinations);
  return destinations;
}

async function sysctlOf(container: SendingContainer, name: string): Promise<string> {
  const value = await read(container, sysctlCommand(name), `the sysctl ${name}`, (text) => text.trim());
  recordInspected(placeOf(container), 'text', ['cat', `/proc/sys/${name.replaceAll('.', '/')}`], [value]);
  return value;
}

async function linesOf(container: SendingContainer, path: string, pattern: string): Promise<string[]> {
  const lines = await read(container, matchingLinesCommand(path, pattern), path, (text) =>
    text.split('\n').filter(Boolean),
  );
  // addresses are compared in words of their own, IDs and the values of variables not at all
  const sed = path.endsWith('/environ') ? 's/=.*//' : 's/[0-9a-f]{12}/ID/g';
  const words = ['sh', '-c', `cat ${path} | tr '\\0\\t' '\\n ' | grep -E '${pattern}' | sed -E '${sed}'`];
  const comparable = lines.map((line) =>
    path.endsWith('/environ') ? line.replace(/=.*/, '') : line.replaceAll(/[\da-f]{12}/g, 'ID'),
  );
  recordInspected(placeOf(container), 'text', words, comparable);
  return lines;
}

const namespaceCommand: Command = { words: ['readlink', '/proc/self/ns/net'], limitMs: ANSWER_TIMEOUT_MS };

async function networkNamespaceOf(container: SendingContainer): Promise<string> {
  const namespace = await read(container, namespaceCommand, 'the network namespace', (text) => text.trim());
  const whose = namespace === readlinkSync('/proc/self/ns/net') ? "this host's" : 'its own';
  recordInspected('this machine', 'namespace', namespaceCommand.words, ["this host's"]);
  recordInspected(placeOf(container), 'namespace', namespaceCommand.words, [whose]);
  return namespace;
}
