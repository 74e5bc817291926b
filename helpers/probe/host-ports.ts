import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { bracketed } from '../engine/bracketed.ts';
import { currentRun } from '../engine/run.ts';
import { toolkit } from '../engine/toolkit.ts';
import type { RunningContainer } from '../scenario/running.ts';
import { openScenario } from '../scenario/scenario.ts';
import { socketTables } from '../scenario/socket-tables.ts';
import { comparableSockets } from './comparable.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { recordSockets } from './manual-command.ts';
import { NAT_RULES_SCRIPT, type NatRule, parseNatRules } from './nat-rules.ts';
import { ProbeError } from './outcome.ts';
import { fetchPage } from './page.ts';
import { runHere } from './run-here.ts';
import { sendDatagram } from './send-datagram.ts';
import { type HostSocket, parseSockets } from './sockets.ts';
import { lastLine } from './stderr.ts';

/** A port at an address of the host: `0.0.0.0` and `::` are all addresses of a family. */
export interface HostPort {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

/** The sockets and NAT rules of the host on which ports are published, beside what inspect shows. */
export interface HostPorts {
  /** The host ports that reach a container: a socket at which it answers, a NAT rule with its address, or to such a port. */
  of(container: RunningContainer): HostPort[];
  /** Whether there is a socket or a NAT rule at a port, whoever answers there. */
  has(port: HostPort): boolean;
  /** The sockets and NAT rules at a number, at any address. */
  at(protocol: HostPort['protocol'], port: number): HostPort[];
  /** The sockets at this number, in the same family, from before the scenario. */
  before(port: HostPort): HostPort[];
}

/** Whether this process is on the host on which ports are published, and reads its tables. */
function isOnHost(): boolean {
  const { sharesNetwork, publishesHere } = currentRun().engine.location;
  return process.platform === 'linux' && (sharesNetwork || publishesHere === true);
}

/**
 * Looks for host ports among all listening sockets that appeared since the scenario began, by requesting the identity of
 * each, and, where this process is root on the host, among its NAT rules. The sockets of the user's own programs are not
 * touched. Each has `limitMs` for its answer. Undefined where this process is on another host than the published ports.
 */
export async function searchHostPorts(limitMs: number): Promise<HostPorts | undefined> {
  if (!isOnHost()) return undefined;
  const before = parseSockets(openScenario()?.socketsBefore ?? '');
  const now = parseSockets(socketTables());
  recordSockets('this machine', comparableSockets(now));
  const isOld = new Set(before.map(keyOf));
  const [answers, rules] = await Promise.all([
    Promise.all(now.filter((socket) => !isOld.has(keyOf(socket))).map((socket) => answersOf(socket, now, limitMs))),
    natRules(),
  ]);
  const answered = answers.flat();
  return {
    of(container) {
      const own = [
        ...answered.filter(({ by }) => by === container.identity).map(({ socket }) => portOf(socket)),
        ...rules.filter((rule) => leadsTo(rule, container)).map(portOf),
      ];
      return [...own, ...rules.filter((rule) => redirectsTo(rule, own)).map(portOf)];
    },
    has: (port) => [...now, ...rules].some((found) => printHostPort(found) === printHostPort(port)),
    at: (protocol, port) =>
      [...now, ...rules].filter((one) => one.protocol === protocol && one.port === port).map(portOf),
    before: ({ protocol, address, port }) =>
      before
        .filter((socket) => socket.protocol === protocol && socket.port === port)
        .filter((socket) => isIPv4(socket.address) === isIPv4(address))
        .map(portOf),
  };
}

/** A host port as text: `tcp 0.0.0.0:80`, `udp [::]:53`. */
export function printHostPort({ protocol, address, port }: HostPort): string {
  return `${protocol} ${bracketed(address)}:${Number.isNaN(port) ? 'any' : port}`;
}

function portOf({ protocol, address, port }: HostPort): HostPort {
  return { protocol, address, port };
}

/** A socket of before that was closed, and another one of the same number, are two. */
function keyOf(socket: HostSocket): string {
  return `${printHostPort(socket)} ${socket.inode}`;
}

interface SocketAnswer {
  readonly socket: HostSocket;
  /** The identity of the container that answered. */
  readonly by: string | undefined;
}

/**
 * Requests the identity of the container behind a socket, at each address of the socket. A server that is not the suite's may
 * not answer.
 */
async function answersOf(socket: HostSocket, all: readonly HostSocket[], limitMs: number): Promise<SocketAnswer[]> {
  return Promise.all(
    requestAddresses(socket, all).map(async (address) => {
      const answer = await requestIdentity(socket, address, limitMs).catch((error: unknown) => {
        // it speaks another protocol
        if (error instanceof ProbeError) return undefined;
        throw error;
      });
      return { socket, by: answer && 'by' in answer ? answer.by : undefined };
    }),
  );
}

function requestIdentity({ protocol, port }: HostSocket, address: string, limitMs: number) {
  if (protocol === 'udp') return sendDatagram(address, port, limitMs);
  return fetchPage(toolkit().undici, `http://${bracketed(address)}:${port}`, limitMs);
}

/**
 * A socket on all IPv6 addresses accepts IPv4 as well, unless another one has that port there. A link-local address would
 * need its interface.
 */
function requestAddresses({ protocol, address, port }: HostSocket, all: readonly HostSocket[]): string[] {
  if (address === '0.0.0.0') return ['127.0.0.1'];
  if (address === '::') {
    const isForIpv6 = all.some((other) => other.protocol === protocol && other.port === port && isIPv4(other.address));
    return isForIpv6 ? ['::1'] : ['::1', '127.0.0.1'];
  }
  return address.startsWith('fe80:') ? [] : [address];
}

/** The NAT rules of the host; none are known where this process is not root there. */
async function natRules(): Promise<NatRule[]> {
  const { inside, tools } = currentRun().host;
  if (!inside || !tools || currentRun().engine.location.publishesHere) return [];
  const { stdout, stderr, exitCode } = await runHere({
    words: [...inside, 'sh', '-c', NAT_RULES_SCRIPT],
    limitMs: ANSWER_TIMEOUT_MS,
  });
  if (exitCode !== 0) throw new ProbeError(`the NAT rules of the host cannot be listed: ${lastLine(stderr)}`);
  return parseNatRules(stdout);
}

/** Whether a rule forwards to one of these ports of the host itself. */
function redirectsTo({ protocol, address, to, toPort }: NatRule, ports: readonly HostPort[]): boolean {
  if (to !== undefined && !ownAddresses().includes(to)) return false;
  return ports
    .filter((port) => port.protocol === protocol && port.port === toPort)
    .filter((port) => isIPv4(port.address) === isIPv4(address))
    .some((port) => to === undefined || [to, '0.0.0.0', '::'].includes(port.address));
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));
}

function leadsTo({ to, toPort }: NatRule, container: RunningContainer): boolean {
  const { NetworkSettings } = container.atStart;
  const own = Object.values(NetworkSettings.Networks).flatMap(({ IPAddress, GlobalIPv6Address }) => [
    IPAddress,
    GlobalIPv6Address,
  ]);
  if (to !== undefined) return own.includes(to);
  const { on } = container.declaration;
  return on.kind === 'predefined' && on.mode === 'host' && toPort === container.port;
}
