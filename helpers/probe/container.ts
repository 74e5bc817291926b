import { readlinkSync } from 'node:fs';
import { isIP } from 'node:net';
import { currentRun } from '../engine/run.ts';
import type { Existing } from '../scenario/existing/container.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { recordStep } from '../scenario/steps.ts';
import { type Asked, type Asker, askerOf } from './asker.ts';
import { type Digest, digestCommand, readDigest } from './digest.ts';
import { comparableDatagram, comparableInterfaces, comparableOwnAddress, comparableRoutes } from './comparable.ts';
import { curlLine, curlCommand, curlError, curlTook, readCurl } from './curl.ts';
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
import {
  datagramLine,
  datagramCommand,
  craftedDatagramCommand,
  craftedDatagramWords,
  type CraftedDatagram,
  readDatagram,
  readSpoofedDatagram,
} from './datagram.ts';
import {
  type DefaultRoute,
  addresses6Command,
  defaultRoutesCommand,
  everyRouteCommand,
  parseAddresses6,
  parseDefaultRoutes,
  parseEveryRoute,
} from './kernel-tables.ts';
import { reverseName } from './reverse-name.ts';
import type { Command } from './batch.ts';
import type { Connecting } from './connect-targets.ts';
import { type ConnectOptions, type Connections, connect } from './connect.ts';
import { type AskingContainer, runInContainer } from './exec.ts';
import { recordOutcome } from './journal.ts';
import { ANSWER_TIMEOUT_MS, NO_ANSWER_TIMEOUT_MS } from './limits.ts';
import { type LookupOptions, type SeriesOptions, lookup, lookups, resolveForEvidence, systemLookups } from './names.ts';
import type { DatagramOutcome, NameOutcome, PageAnswer, PageOutcome, SystemOutcome } from './outcome.ts';
import { type OpenConnection, openConnection } from './open-connection.ts';
import { pingCommand, pingLine, readPing } from './ping.ts';
import { type Reach, type ReachOptions, type Reachable, reach } from './reach.ts';
import { gatewayOf } from './published-address.ts';
import { readRepeated, repeatedCommand, repeatedLine } from './repeated-request.ts';
import { type DatagramRequest, type RecordType, type VantagePoint, hostnameOf } from './request.ts';
import {
  manualCraftedDatagram,
  notRepeated,
  placeOf,
  recordInspected,
  recordNetworkState,
  remark,
} from './manual-command.ts';
import { type UnfragmentedReply, readUnfragmented, unfragmentedCommand } from './unfragmented.ts';

/** The requests that a container can send, with the programs of its image. */
export interface ContainerVantage {
  /** Gets a page with curl. A name in the URL is also looked up separately, for the evidence. */
  get(url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
  /** Requests a page `times` times, over a new connection each time; the outcome is an answer, if there is any. */
  getRepeatedly(url: string, times: number): Promise<PageOutcome>;
  /** Opens a TCP connection to each replica of what runs already, sends nothing, and finds who has the connection. */
  connect(to: Existing, port: number, options?: ConnectOptions): Promise<Connections>;
  /** Opens a TCP connection to a web server, whose request is finished later. */
  openConnection(url: string): Promise<OpenConnection>;
  /** Asks a server by every way, over IPv4: TCP at two ports, UDP, and ping. */
  reach(server: Reachable, options?: ReachOptions): Promise<Reach>;
  /** The same over IPv6. */
  reach6(server: Reachable, options?: ReachOptions): Promise<Reach>;
  /** Sends a datagram to a UDP port, and waits for the reply. */
  datagram(address: string, port: number, options?: { withinMs?: number }): Promise<DatagramOutcome>;
  /** Sends an IPv4 packet of this length, headers included, to a UDP port; no host on the way may fragment it. */
  unfragmented(address: string, port: number, bytes: number): Promise<UnfragmentedReply>;
  /** Sends a datagram with the source address of another container, after spoofed ARP announcements. */
  spoofedDatagram(as: RunningContainer, address: string, port: number): Promise<DatagramOutcome>;
  /** Sends a datagram from one of its addresses to a gateway on its network, whatever its routes are: it needs NET_RAW. */
  datagramThrough(gateway: string, datagram: CraftedDatagram): Promise<DatagramOutcome>;
  /** Queries the container's DNS server for the addresses of a name. */
  lookup(name: string, type?: RecordType, options?: LookupOptions): Promise<NameOutcome>;
  /** Queries it for each name and type, by default A, one after another; each outcome has its own time. */
  lookups(names: readonly string[], options?: SeriesOptions): Promise<NameOutcome[]>;
  /** Looks up a name by the system's resolver (getaddrinfo), as programs do: /etc/hosts, then DNS, both IP families. */
  systemLookup(name: string, options?: { withinMs?: number }): Promise<SystemOutcome>;
  /** Looks up many names by the system's resolver, one after another; each outcome has its own time. */
  systemLookups(names: readonly string[], options?: { withinMs?: number }): Promise<SystemOutcome[]>;
  /** Queries it for the names of an IPv4 address. */
  reverse(address: string): Promise<NameOutcome>;
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
  /** Downloads a page of any length, and returns its length and digest. */
  digest(url: string): Promise<Digest>;
}

/** The vantage point inside a container. Simultaneous requests share one exec. */
export function containerVantage(container: AskingContainer): ContainerVantage {
  const asker = askerIn(container);
  const read = async <T>(command: Command, what: string, parse: (text: string) => T): Promise<T> =>
    parseOutput(await runInContainer(container, command), `${what} of ${container.name}`, parse);
  return {
    get: (url, { withinMs = ANSWER_TIMEOUT_MS } = {}) => asker.page(url, withinMs),
    getRepeatedly: (url, times) => getRepeatedly(container, url, times),
    connect: (to, port, options) => connect([connectingIn(container)], to, port, options),
    openConnection: (url) => openConnection(container, url),
    reach: (server, options) => reach(asker, server, 4, options),
    reach6: (server, options) => reach(asker, server, 6, options),
    datagram: (address, port, { withinMs = ANSWER_TIMEOUT_MS } = {}) => asker.datagram(address, port, withinMs),
    async unfragmented(address, port, bytes) {
      const command = unfragmentedCommand(address, port, bytes, ANSWER_TIMEOUT_MS);
      const reply = readUnfragmented(await runInContainer(container, command));
      recordStep(
        remark(`from ${container.name}: ${bytes} bytes to ${address}:${port}, not to be fragmented: ${reply.kind}`),
      );
      return reply;
    },
    spoofedDatagram: (as, address, port) =>
      craftedDatagram(
        container,
        { source: as.address, address, port },
        { kind: 'datagram', address, port, spoofed: as.name },
      ),
    datagramThrough: (gateway, { source, address, port }) =>
      craftedDatagram(container, { source, address, port, gateway }, { kind: 'datagram', address, port, gateway }),
    lookup: (name, type = 'A', options = {}) => lookup(container, { name, type }, options),
    lookups: (names, options) => lookups(container, names, options),
    systemLookup: async (name, { withinMs } = {}) =>
      (await systemLookups(container, [name], withinMs))[0] as SystemOutcome,
    systemLookups: (names, { withinMs } = {}) => systemLookups(container, names, withinMs),
    reverse: (address) => lookup(container, { name: reverseName(address), type: 'PTR' }),
    async interfaces() {
      const seen = await read(interfacesCommand(), 'the interfaces', parseInterfaces);
      recordNetworkState(placeOf(container), 'interfaces', ['ip', '-o', 'link'], comparableInterfaces(seen));
      return seen;
    },
    async addresses() {
      const addresses = await read(localAddressesCommand, 'the addresses', parseLocalAddresses);
      const lines = addresses.map((address) => comparableOwnAddress(address, isShown(container, address)));
      recordNetworkState(placeOf(container), 'own addresses', ['ip', '-o', '-4', 'address'], lines);
      return addresses;
    },
    async addresses6() {
      const addresses = await read(addresses6Command, 'the IPv6 addresses', parseAddresses6);
      const list = ['sh', '-c', "ip -6 -o address | sed 's/.* inet6 //; s/\\/.*//' | grep -v ^fe80: | sort"];
      const lines = addresses.filter((address) => !address.startsWith('fe80:'));
      recordNetworkState(placeOf(container), 'text', list, lines);
      return addresses;
    },
    async routes() {
      const seen = await read(routesCommand, 'the routes', parseRoutes);
      recordNetworkState(placeOf(container), 'routes', ['ip', 'route'], comparableRoutes(seen));
      return seen;
    },
    async defaultRoutes() {
      const seen = await read(defaultRoutesCommand, 'the default routes', parseDefaultRoutes);
      const list = ['sh', '-c', "{ ip route; ip -6 route; } | sed -n 's/^default.*/default/p'"];
      // the order of the interfaces may differ at each start
      const lines = seen.map(() => 'default');
      recordNetworkState(placeOf(container), 'text', list, lines);
      return seen;
    },
    async everyRoute() {
      const destinations = await read(everyRouteCommand, 'the routes', parseEveryRoute);
      const list = ['sh', '-c', "{ ip route show table all; ip -6 route show table all; } | grep -v ' dev lo'; :"];
      recordNetworkState(placeOf(container), 'text', list, destinations);
      return destinations;
    },
    async sysctl(name) {
      const command = sysctlCommand(name);
      const value = await read(command, `the sysctl ${name}`, (text) => text.trim());
      recordInspected(placeOf(container), 'text', ['cat', `/proc/sys/${name.replaceAll('.', '/')}`], [value]);
      return value;
    },
    async linesOf(path, pattern) {
      const lines = await read(matchingLinesCommand(path, pattern), path, (text) => text.split('\n').filter(Boolean));
      // addresses are compared in words of their own, IDs and the values of variables not at all
      const sed = path.endsWith('/environ') ? 's/=.*//' : 's/[0-9a-f]{12}/ID/g';
      const words = ['sh', '-c', `cat ${path} | tr '\\0\\t' '\\n ' | grep -E '${pattern}' | sed -E '${sed}'`];
      const comparable = lines.map((line) =>
        path.endsWith('/environ') ? line.replace(/=.*/, '') : line.replaceAll(/[\da-f]{12}/g, 'ID'),
      );
      recordInspected(placeOf(container), 'text', words, comparable);
      return lines;
    },
    async networkNamespace() {
      const namespace = await read(namespaceCommand, 'the network namespace', (text) => text.trim());
      const whose = namespace === readlinkSync('/proc/self/ns/net') ? "this host's" : 'its own';
      recordInspected('this machine', 'namespace', namespaceCommand.words, ["this host's"]);
      recordInspected(placeOf(container), 'namespace', namespaceCommand.words, [whose]);
      return namespace;
    },
    async digest(url) {
      const digest = readDigest(
        await runInContainer(container, digestCommand(url)),
        `${container.name} requested ${url}`,
      );
      const count = ['sh', '-c', `curl -sS -m 10 --noproxy "*" ${url} | wc -c`];
      recordInspected(placeOf(container), 'text', count, [String(digest.bytes)]);
      return digest;
    },
  };
}

const vantagePoint = ({ name }: AskingContainer): VantagePoint => ({ kind: 'container', name });

/** Whether inspect shows an address as the container's. */
function isShown({ history }: AskingContainer, address: string): boolean {
  const known = history.flatMap(({ NetworkSettings }) => Object.values(NetworkSettings.Networks));
  return known.some(({ IPAddress }) => IPAddress === address);
}

const namespaceCommand: Command = { words: ['readlink', '/proc/self/ns/net'], limitMs: ANSWER_TIMEOUT_MS };

/** How a container opens connections. */
export function connectingIn(container: AskingContainer): Connecting {
  const networks = container.history
    .slice(0, 1)
    .flatMap(({ NetworkSettings }) => Object.keys(NetworkSettings.Networks));
  return {
    from: vantagePoint(container),
    place: placeOf(container),
    networks,
    gateway: () => gatewayOf(container),
    run: (command) => runInContainer(container, command),
  };
}

function askerIn(container: AskingContainer): Asker {
  return askerOf({
    from: vantagePoint(container),
    // it may be renamed
    get place() {
      return placeOf(container);
    },
    // on the host network, the host's sysctls decide who may ping, not the engine's; a probe has no capability, which
    // Podman's pings need
    pings: !container.isOnHostNetwork && !(container.isUsers && currentRun().engine.kind === 'podman'),
    page: (url, limitMs) => getPage(container, url, limitMs),
    async datagram(address, port, limitMs) {
      const result = await runInContainer(container, datagramCommand(address, port, limitMs));
      const { exitCode, tookMs } = result;
      const evidence = { command: datagramLine(address, port), exitCode };
      return { answer: readDatagram(result, limitMs), tookMs, evidence };
    },
    async ping(address, limitMs) {
      const result = await runInContainer(container, pingCommand(address, limitMs));
      const { exitCode, tookMs } = result;
      return { answer: readPing(result, limitMs), tookMs, evidence: { command: pingLine(address), exitCode } };
    },
  });
}

async function getPage(container: AskingContainer, url: string, limitMs: number): Promise<Asked<PageAnswer>> {
  const host = hostnameOf(url);
  const named = isIP(host) === 0 && host !== 'localhost';
  const [curl, resolution] = await Promise.all([
    runInContainer(container, curlCommand(url, limitMs)),
    named ? resolveForEvidence(container, host, limitMs) : undefined,
  ]);
  const printed = curlError(curl.stderr);
  return {
    answer: readCurl(curl, limitMs, resolution),
    tookMs: curlTook(curl) ?? curl.tookMs,
    evidence: {
      command: curlLine(url),
      exitCode: curl.exitCode,
      ...(printed ? { printed } : {}),
      ...(resolution ? { resolution } : {}),
    },
  };
}

async function getRepeatedly(container: AskingContainer, url: string, times: number): Promise<PageOutcome> {
  const result = await runInContainer(container, repeatedCommand(url, times));
  const { answer, answered, eachTookMs } = readRepeated(result, url, times);
  const outcome: PageOutcome = {
    ...answer,
    from: vantagePoint(container),
    request: { kind: 'page', url },
    tookMs: eachTookMs,
    evidence: {
      command: repeatedLine(url, times),
      printed: `${answered} of ${times} requests were answered in ${result.tookMs} ms`,
    },
  };
  return recordOutcome(outcome, notRepeated(outcome, 'many requests are sent while something changes'));
}

async function craftedDatagram(
  container: AskingContainer,
  datagram: CraftedDatagram,
  request: DatagramRequest,
  limitMs = NO_ANSWER_TIMEOUT_MS,
): Promise<DatagramOutcome> {
  const result = await runInContainer(container, craftedDatagramCommand(datagram, limitMs));
  const answer = readSpoofedDatagram(result, limitMs);
  const outcome: DatagramOutcome = {
    ...answer,
    from: vantagePoint(container),
    request,
    tookMs: result.tookMs,
    evidence: { command: `perl spoof.pl ${craftedDatagramWords(datagram, limitMs).join(' ')}` },
  };
  const observed = { output: 'spoofed datagram', lines: comparableDatagram(answer) } as const;
  return recordOutcome(outcome, {
    command: manualCraftedDatagram(container, datagram),
    observed,
    again: (longerMs) => craftedDatagram(container, datagram, request, longerMs),
  });
}
