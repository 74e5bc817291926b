import { readlinkSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { currentRun } from '../engine/run.ts';
import { toolkit } from '../engine/toolkit.ts';
import { type Host, type RunningEngineHost, ownHost } from '../scenario/hosts.ts';
import { curlByHand, curlCommand, readCurl } from './curl.ts';
import {
  type Interface,
  type Listening,
  type Route,
  interfacesCommand,
  parseInterfaces,
  parseListening,
  parseRoutes,
  readAs,
  routesCommand,
  socketsCommand,
} from './devices.ts';
import type { Command, CommandResult } from './exec.ts';
import { runHere, runOnHostOf } from './host-shell.ts';
import { journaled } from './journal.ts';
import { ANSWER_LIMIT_MS } from './limits.ts';
import type { PageAnswer, PageOutcome } from './outcome.ts';
import { askForPage } from './page.ts';

/** An address on an interface of the engine's host. */
export interface HostAddress {
  readonly interface: string;
  readonly address: string;
}

/** What can be asked from the host of an engine: the machine, or virtual machine, whose network the containers are on. */
export interface EngineHostVantage {
  /** Asks for a page; the URL's host is a literal address. */
  get(url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
  /** The addresses of its interfaces that are running. */
  addresses(): Promise<HostAddress[]>;
  interfaces(): Promise<Interface[]>;
  /** Its IPv4 routes. */
  routes(): Promise<Route[]>;
  /** The sockets on which it waits for somebody. */
  listening(): Promise<Listening[]>;
}

/** The vantage point of the run's engine's host: this process itself where it shares that network, else a container on it. */
export const fromEngineHost: EngineHostVantage = vantageOf("the engine's host", ownHost, () => currentRun().host.sysfs);

/** The vantage point of a scenario's own engine host, by a container on its network. */
export function ofEngineHost(host: RunningEngineHost): EngineHostVantage {
  return vantageOf(
    `the host ${host.name}`,
    async () => host,
    () => undefined,
  );
}

/** `sysfs` tells where this process reads the host's devices; it is undefined where that takes a container. */
function vantageOf(from: string, host: () => Promise<Host>, sysfs: () => string | undefined): EngineHostVantage {
  const run = async (command: Command): Promise<CommandResult> =>
    sysfs() === undefined ? runOnHostOf(await host(), command) : runHere(command);
  return {
    async get(url, { withinMs = ANSWER_LIMIT_MS } = {}) {
      const started = performance.now();
      const answer: PageAnswer =
        sysfs() === undefined
          ? readCurl(await run(curlCommand(url, withinMs)), withinMs)
          : await askForPage(toolkit().undici, url, withinMs);
      const tookMs = Math.round(performance.now() - started);
      return journaled({ ...answer, from, question: `GET ${url}`, tookMs, evidence: { command: curlByHand(url) } });
    },
    async addresses() {
      if (sysfs() !== undefined) return ourAddresses();
      const command = { words: ['ip', '-o', 'address'], limitMs: ANSWER_LIMIT_MS };
      const result = await runOnHostOf(await host(), command, 'probe');
      return readAs(result, `the addresses of ${from}`, parseAddresses);
    },
    interfaces: async () => readAs(await run(interfacesCommand(sysfs())), `the interfaces of ${from}`, parseInterfaces),
    routes: async () => readAs(await run(routesCommand), `the routes of ${from}`, parseRoutes),
    listening: async () => readAs(await run(socketsCommand), `the sockets of ${from}`, parseListening),
  };
}

function ourAddresses(): HostAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address }) => ({ interface: name, address })),
  );
}

/** Lines such as `3: docker0    inet 172.17.0.1/16 brd …`. */
export function parseAddresses(text: string): HostAddress[] {
  return [...text.matchAll(/\d+: (\S+)\s+inet6? ([^/\s]+)\//g)].map(([, name = '', address = '']) => ({
    interface: name,
    address,
  }));
}

/** The network namespace of this process, which is the engine host's where they share it: `net:[4026531840]`. */
export function ourNetworkNamespace(): string {
  return readlinkSync('/proc/self/ns/net');
}
