import { isIP } from 'node:net';
import { currentRun } from '../engine/run.ts';
import type { Existing } from '../scenario/existing/container.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { recordStep } from '../scenario/steps.ts';
import { type Answered, type Requester, requesterOf } from './requester.ts';
import { type Digest, digestCommand, readDigest } from './digest.ts';
import { comparableDatagram } from './comparable.ts';
import { curlLine, curlCommand, curlError, curlTook, readCurl } from './curl.ts';
import {
  datagramLine,
  datagramCommand,
  craftedDatagramCommand,
  craftedDatagramWords,
  type CraftedDatagram,
  readDatagram,
  readSpoofedDatagram,
} from './datagram.ts';
import { reverseName } from './reverse-name.ts';
import type { Connecting } from './connect-targets.ts';
import { type ConnectOptions, type Connections, connect } from './connect.ts';
import { type SendingContainer, runInContainer } from './exec.ts';
import { recordOutcome } from './journal.ts';
import { ANSWER_TIMEOUT_MS, NO_ANSWER_TIMEOUT_MS } from './limits.ts';
import { type LookupOptions, type SeriesOptions, lookup, lookups, resolveForEvidence, systemLookups } from './names.ts';
import { type NetworkState, networkStateOf } from './network-state.ts';
import type { DatagramOutcome, NameOutcome, PageAnswer, PageOutcome, SystemOutcome } from './outcome.ts';
import { type OpenConnection, openConnection } from './open-connection.ts';
import { pingCommand, pingLine, readPing } from './ping.ts';
import { type Reach, type ReachOptions, type Reachable, reach } from './reach.ts';
import { gatewayOf } from './published-address.ts';
import { readRepeated, repeatedCommand, repeatedLine } from './repeated-request.ts';
import { advertiseRoute } from './router-advertisement.ts';
import { type DatagramRequest, type RecordType, type VantagePoint, hostnameOf } from './request.ts';
import { manualCraftedDatagram, notRepeated, placeOf, recordInspected, remark } from './manual-command.ts';
import { type UnfragmentedReply, readUnfragmented, unfragmentedCommand } from './unfragmented.ts';

/** The requests that a container can send, with the programs of its image, and what it shows of its network. */
export interface ContainerVantage extends NetworkState {
  /** Gets a page with curl. A name in the URL is also looked up separately, for the evidence. */
  get(url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
  /** Requests a page `times` times, over a new connection each time; the outcome is an answer, if there is any. */
  getRepeatedly(url: string, times: number): Promise<PageOutcome>;
  /** Opens a TCP connection to each replica of what runs already, sends nothing, and finds who has the connection. */
  connect(to: Existing, port: number, options?: ConnectOptions): Promise<Connections>;
  /** Opens a TCP connection to a web server, whose request is finished later. */
  openConnection(url: string): Promise<OpenConnection>;
  /** Sends requests to a server by every way, over IPv4: TCP at two ports, UDP, and ping. */
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
  /** Sends a router advertisement, by which a neighbour that believes it routes a /64 here: it needs NET_RAW. */
  advertiseRoute(to: string, prefix: string): Promise<void>;
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
  /** Downloads a page of any length, and returns its length and digest. */
  digest(url: string): Promise<Digest>;
}

/** The vantage point inside a container. Simultaneous requests share one exec. */
export function containerVantage(container: SendingContainer): ContainerVantage {
  const requester = requesterIn(container);
  return {
    get: (url, { withinMs = ANSWER_TIMEOUT_MS } = {}) => requester.page(url, withinMs),
    getRepeatedly: (url, times) => getRepeatedly(container, url, times),
    connect: (to, port, options) => connect([connectingIn(container)], to, port, options),
    openConnection: (url) => openConnection(container, url),
    reach: (server, options) => reach(requester, server, 4, options),
    reach6: (server, options) => reach(requester, server, 6, options),
    datagram: (address, port, { withinMs = ANSWER_TIMEOUT_MS } = {}) => requester.datagram(address, port, withinMs),
    unfragmented: (address, port, bytes) => unfragmented(container, address, port, bytes),
    spoofedDatagram: (as, address, port) =>
      craftedDatagram(
        container,
        { source: as.address, address, port },
        { kind: 'datagram', address, port, spoofed: as.name },
      ),
    datagramThrough: (gateway, { source, address, port }) =>
      craftedDatagram(container, { source, address, port, gateway }, { kind: 'datagram', address, port, gateway }),
    advertiseRoute: (to, prefix) => advertiseRoute(container, to, prefix),
    lookup: (name, type = 'A', options = {}) => lookup(container, { name, type }, options),
    lookups: (names, options) => lookups(container, names, options),
    systemLookup: async (name, { withinMs } = {}) =>
      (await systemLookups(container, [name], withinMs))[0] as SystemOutcome,
    systemLookups: (names, { withinMs } = {}) => systemLookups(container, names, withinMs),
    reverse: (address) => lookup(container, { name: reverseName(address), type: 'PTR' }),
    digest: (url) => digestOf(container, url),
    ...networkStateOf(container),
  };
}

const vantagePoint = ({ name }: SendingContainer): VantagePoint => ({ kind: 'container', name });

/** How a container opens connections. */
export function connectingIn(container: SendingContainer): Connecting {
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

function requesterIn(container: SendingContainer): Requester {
  return requesterOf({
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

async function getPage(container: SendingContainer, url: string, limitMs: number): Promise<Answered<PageAnswer>> {
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

async function getRepeatedly(container: SendingContainer, url: string, times: number): Promise<PageOutcome> {
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

async function unfragmented(
  container: SendingContainer,
  address: string,
  port: number,
  bytes: number,
): Promise<UnfragmentedReply> {
  const command = unfragmentedCommand(address, port, bytes, ANSWER_TIMEOUT_MS);
  const reply = readUnfragmented(await runInContainer(container, command));
  recordStep(
    remark(`from ${container.name}: ${bytes} bytes to ${address}:${port}, not to be fragmented: ${reply.kind}`),
  );
  return reply;
}

async function digestOf(container: SendingContainer, url: string): Promise<Digest> {
  const digest = readDigest(await runInContainer(container, digestCommand(url)), `${container.name} requested ${url}`);
  const count = ['sh', '-c', `curl -sS -m 10 --noproxy "*" ${url} | wc -c`];
  recordInspected(placeOf(container), 'text', count, [String(digest.bytes)]);
  return digest;
}

async function craftedDatagram(
  container: SendingContainer,
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
