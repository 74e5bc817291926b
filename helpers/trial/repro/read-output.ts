import type Dockerode from 'dockerode';
import {
  comparableAddresses,
  comparableCounters,
  comparableDatagram,
  comparableDrivers,
  comparableInterfaces,
  comparableName,
  comparableNetworks,
  comparableOwnAddress,
  comparablePage,
  comparablePing,
  comparableRoutes,
  comparableSockets,
  comparableSystemName,
} from '../../probe/comparable.ts';
import { readCurl } from '../../probe/curl.ts';
import { readDatagram, readSpoofedDatagram } from '../../probe/datagram.ts';
import { type Listening, parseAddresses } from '../../probe/devices.ts';
import { readGetent } from '../../probe/getent.ts';
import type { NameAnswer, PageAnswer, UnresolvedReason } from '../../probe/outcome.ts';
import type { PingAnswer } from '../../probe/ping.ts';
import { connectErrorInText } from '../../probe/system-error.ts';
import { describeNetwork, describeSettings } from '../../scenario/inspected.ts';
import type { Output } from '../../scenario/steps.ts';
import type { Printed } from './transcript.ts';

/** What is known of the script whose output is read. */
interface Reading {
  /** The names of members by their addresses. */
  readonly names: ReadonlyMap<string, string>;
  /** The prefix of the names that the script gives on the engine. */
  readonly prefix: string;
  /** The network namespace of the host that it runs on. */
  readonly namespace: string | undefined;
}

/** What a command of a script observed, in the same lines as in the run. Throws where its output cannot be parsed. */
export function readOutput(output: Output, printed: Printed, reading: Reading): string[] {
  const result = { ...printed, stderr: withoutTrace(printed.stderr), tookMs: 0 };
  const { stdout } = result;
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  switch (output) {
    case 'page':
      return comparablePage(readTypedCurl(result));
    case 'datagram':
      return comparableDatagram(readDatagram(result, 0));
    case 'spoofed datagram':
      return comparableDatagram(readSpoofedDatagram(result, 0));
    case 'ping':
      return comparablePing(readTypedPing(result));
    case 'name':
      return comparableName(readNslookup(result));
    case 'system name':
      return comparableSystemName(readGetent(result));
    case 'container':
      return describeSettings(JSON.parse(stdout) as Dockerode.ContainerInspectInfo['NetworkSettings']);
    case 'network':
      return describeNetwork((JSON.parse(stdout) as [Dockerode.NetworkInspectInfo])[0]);
    case 'interfaces':
      return comparableInterfaces(readLinks(stdout));
    case 'own addresses':
      return parseAddresses(stdout).map(({ address }) => comparableOwnAddress(address, reading.names.has(address)));
    case 'host addresses':
      return comparableAddresses(parseAddresses(stdout));
    case 'routes':
      return comparableRoutes(readRoutes(stdout));
    case 'sockets':
      return comparableSockets(readNetstat(stdout));
    case 'namespace':
      return [stdout.trim() === reading.namespace ? "this host's" : 'its own'];
    case 'networks':
      return comparableNetworks(readNetworks(lines), reading.prefix);
    case 'drivers':
      return comparableDrivers(lines);
    case 'counters':
      return comparableCounters([...stdout.matchAll(/packets (\d+)/g)].map(([, packets]) => Number(packets)));
    case 'text':
      return lines;
  }
}

/** Without the lines in which the shell of a script traces its commands. */
function withoutTrace(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => !line.startsWith('+'))
    .join('\n');
}

/** Parses `curl -v` by rearranging its output to that of the curl commands of the suite. */
function readTypedCurl({ exitCode, stdout, stderr }: Printed): PageAnswer {
  const head = [...stderr.matchAll(/^< (.*)$/gm)].map(([, line = '']) => line.trimEnd());
  const status = head[0]?.match(/^HTTP\/\S+ (\d+)/)?.[1];
  const address = stderr.match(/^\* Connected to \S+ \(([^)]*)\) port/m)?.[1] ?? '';
  const closing = status ? `\n@curl ${status} 0 ${address}` : '';
  const whole = `${head.filter(Boolean).join('\r\n')}\r\n\r\n${stdout}`;
  return readCurl({ exitCode, stdout: whole, stderr: `${stderr}${closing}`, tookMs: 0 }, 0);
}

/** Parses the output of busybox's ping. */
function readTypedPing({ stdout, stderr }: Printed): PingAnswer {
  const received = stdout.match(/(\d+) packets received/)?.[1];
  if (received === undefined) return connectErrorInText(stderr) ?? fail(`ping printed ${stderr.trim()}`);
  return Number(received) > 0 ? { kind: 'replied' } : { kind: 'timed out', limitMs: 0 };
}

function fail(message: string): never {
  throw new Error(message);
}

/** Parses the output of busybox's nslookup. */
function readNslookup({ exitCode, stdout, stderr }: Printed): NameAnswer {
  const outputs = `${stdout}${stderr}`;
  const addresses = [...stdout.matchAll(/^Name:.*\n((?:Address.*\n?)+)/gm)].flatMap(([, block = '']) =>
    [...block.matchAll(/^Address(?: \d+)?:\s*(\S+)/gm)].map(([, address = '']) => address),
  );
  if (addresses.length > 0) return { kind: 'resolved', addresses };
  const names = [...stdout.matchAll(/\tname = (\S+)/g)].map(([, name = '']) => name);
  if (names.length > 0) return { kind: 'named', names };
  const [, reason] = outputs.match(/server can't find .*: ([A-Z]+)$/m) ?? [];
  if (reason) return { kind: 'unresolved', reason: reason as UnresolvedReason };
  if (outputs.includes('no servers could be reached')) return { kind: 'unresolved', reason: 'no answer' };
  if (exitCode === 0) return { kind: 'unresolved', reason: 'NODATA' };
  throw new Error(`nslookup ended with ${exitCode}: ${stderr.trim()}`);
}

/** Lines such as `2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 …`. */
function readLinks(text: string): { name: string; up: boolean }[] {
  return [...text.matchAll(/^\d+: ([^:@\s]+)[^<]*<([^>]*)>/gm)].map(([, name = '', flags = '']) => ({
    name,
    up: flags.split(',').includes('UP'),
  }));
}

/** Lines such as `default via 172.17.0.1 dev eth0`. */
function readRoutes(text: string): { interface: string; destination: string }[] {
  return [...text.matchAll(/^(\S+) .*?dev (\S+)/gm)].map(([, destination = '', name = '']) => ({
    interface: name,
    destination: destination === 'default' ? '0.0.0.0' : destination,
  }));
}

/** Lines such as `tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN`. */
function readNetstat(text: string): Listening[] {
  return [...text.matchAll(/^(tcp|udp)6?\s+\d+\s+\d+\s+\S*:(\d+)\s/gm)].map(([, protocol, port]) => ({
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    port: Number(port),
  }));
}

function readNetworks(lines: readonly string[]): { Name: string; Driver: string; Scope: string }[] {
  return lines.map((line) => {
    const [Name = '', Driver = '', Scope = ''] = line.split(' ');
    return { Name, Driver, Scope };
  });
}
