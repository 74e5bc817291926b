import { readlinkSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { inNetworkOf } from '../engine/embedded/enter.ts';
import { currentRun } from '../engine/run.ts';
import type { Existing } from '../scenario/existing/container.ts';
import { type Host, type RunningEngineHost, ownHost } from '../scenario/hosts.ts';
import { LOOPBACK } from '../scenario/listener.ts';
import { comparableAddresses, comparableInterfaces, comparableRoutes, comparableSockets } from './comparable.ts';
import {
  type HostAddress,
  type Interface,
  type Listening,
  type Route,
  interfacesCommand,
  addressesCommand,
  parseAddresses,
  parseInterfaces,
  parseListening,
  parseRoutes,
  parseOutput,
  routesCommand,
  sysctlCommand,
  socketsCommand,
} from './devices.ts';
import { type ConnectOptions, type Connections, connect } from './connect.ts';
import type { Command, CommandResult } from './batch.ts';
import { COUNTERS_COMMAND, receivedAdvertisements } from './counters.ts';
import { everyRouteCommand, parseEveryRoute } from './kernel-tables.ts';
import { type HostAccess, requesterOnHost } from './on-host.ts';
import type { Requester } from './requester.ts';
import { type Reach, type ReachOptions, type Reachable, reach } from './reach.ts';
import { runOnEngineHost } from './host-shell.ts';
import { mayPing } from './may-ping.ts';
import { runHere } from './run-here.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import type { DatagramOutcome, PageOutcome } from './outcome.ts';
import { type VantagePoint, printVantagePoint } from './request.ts';
import { type Place, recordInspected, recordNetworkState, recordSockets } from './manual-command.ts';

/** The requests and observations on the host of an engine: the machine, or virtual machine, that runs it. */
export interface EngineHostVantage {
  /** Gets a page; the URL's host is a literal address. */
  get(url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
  /** Opens a TCP connection to each replica of what runs already, by default at the addresses in inspect. */
  connect(to: Existing, port: number, options?: ConnectOptions): Promise<Connections>;
  /** Sends a datagram to a UDP port, and waits for the reply. */
  datagram(address: string, port: number, options?: { withinMs?: number }): Promise<DatagramOutcome>;
  /** Sends requests to a server by every way, over IPv4: TCP at two ports, UDP, and ping. */
  reach(server: Reachable, options?: ReachOptions): Promise<Reach>;
  /** The same over IPv6. */
  reach6(server: Reachable, options?: ReachOptions): Promise<Reach>;
  /** The addresses of its interfaces. */
  addresses(): Promise<HostAddress[]>;
  interfaces(): Promise<Interface[]>;
  /** Its IPv4 routes. */
  routes(): Promise<Route[]>;
  /** The destinations of its routes in every table, of both IP families, without those of its loopback interface. */
  everyRoute(): Promise<string[]>;
  /** How many router advertisements it has received. */
  routerAdvertisements(): Promise<number>;
  /** A sysctl of its network. */
  sysctl(name: string): Promise<string>;
  /** Its listening sockets. */
  listening(): Promise<Listening[]>;
}

/** The vantage point of the engine's host: this process, if it is on that host, or else a container on the host network. */
export const fromEngineHost: EngineHostVantage = vantageOf({ kind: 'engine-host' }, onEngineHost);

/**
 * The vantage point of the host on which ports are published: the engine's host; for a rootless engine, whose network is
 * in another namespace, this machine.
 */
export const fromPublishingHost: EngineHostVantage = vantageOf({ kind: 'engine-host' }, async () => {
  return currentRun().engine.location.publishesHere ? onThisMachine('/sys') : onEngineHost();
});

async function onEngineHost(): Promise<HostAccess> {
  const { sysfs, containers } = currentRun().host;
  if (sysfs === undefined) return byContainer(await ownHost());
  const here = onThisMachine(sysfs);
  if (here.ping || !containers) return here;
  const { run } = byContainer(await ownHost());
  return { ...here, ping: run };
}

function onThisMachine(sysfs: string): HostAccess {
  return { run: runHere, ping: mayPing() ? runHere : undefined, sysfs, here: true, place: 'this machine' };
}

/** The vantage point of a scenario's engine host, through a container there; a lab host's /proc is read directly. */
export function engineHostVantage(host: RunningEngineHost): EngineHostVantage {
  const { lab } = host;
  const access = lab ? { ...byContainer(host), look: inNamespace(lab.pid) } : byContainer(host);
  return vantageOf({ kind: 'engine-host', name: host.name }, async () => access);
}

function byContainer(host: Host): HostAccess {
  const run: HostAccess['run'] = (command, role) => runOnEngineHost(host, command, role);
  return {
    run,
    ping: run,
    sysfs: '/sys',
    here: false,
    place: { hostOf: host.engine },
  };
}

function inNamespace(pid: number): (command: Command) => Promise<CommandResult> {
  return ({ words, limitMs }) => runHere({ words: [...inNetworkOf({ pid }), ...words], limitMs });
}

function vantageOf(from: VantagePoint, access: () => Promise<HostAccess>): EngineHostVantage {
  const whose = printVantagePoint(from);
  const look = async (command: Command): Promise<CommandResult> => {
    const by = await access();
    return (by.look ?? by.run)(command);
  };
  const requester = async (): Promise<Requester> => requesterOnHost(from, await access());
  return {
    async get(url, { withinMs = ANSWER_TIMEOUT_MS } = {}) {
      return (await requester()).page(url, withinMs);
    },
    async connect(to, port, options) {
      const { run, place } = await access();
      return connect([{ from, place, networks: [], hostAddress: LOOPBACK, run }], to, port, options);
    },
    async datagram(address, port, { withinMs = ANSWER_TIMEOUT_MS } = {}) {
      return (await requester()).datagram(address, port, withinMs);
    },
    reach: async (server, options) => reach(await requester(), server, 4, options),
    reach6: async (server, options) => reach(await requester(), server, 6, options),
    async addresses() {
      const { run, here, place } = await access();
      if (here) return recordAddresses(place, ourAddresses());
      // busybox has ip, which nginx's image may lack
      const listed = await run(addressesCommand, 'probe');
      return recordAddresses(place, parseOutput(listed, `the addresses of ${whose}`, parseAddresses));
    },
    async interfaces() {
      const { run, sysfs, place } = await access();
      const listed = await run(interfacesCommand(sysfs));
      const seen = parseOutput(listed, `the interfaces of ${whose}`, parseInterfaces);
      recordNetworkState(place, 'interfaces', ['ip', '-o', 'link'], comparableInterfaces(seen));
      return seen;
    },
    async sysctl(name) {
      const { place } = await access();
      const value = parseOutput(await look(sysctlCommand(name)), `the sysctl ${name} of ${whose}`, (text) =>
        text.trim(),
      );
      recordInspected(place, 'text', ['cat', `/proc/sys/${name.replaceAll('.', '/')}`], [value]);
      return value;
    },
    async routes() {
      const { place } = await access();
      const seen = parseOutput(await look(routesCommand), `the routes of ${whose}`, parseRoutes);
      recordNetworkState(place, 'routes', ['ip', 'route'], comparableRoutes(seen));
      return seen;
    },
    async everyRoute() {
      return parseOutput(await look(everyRouteCommand), `the routes of ${whose}`, parseEveryRoute);
    },
    async routerAdvertisements() {
      const command = { words: COUNTERS_COMMAND, limitMs: ANSWER_TIMEOUT_MS };
      return parseOutput(await look(command), `the counters of ${whose}`, receivedAdvertisements);
    },
    async listening() {
      const { place } = await access();
      const seen = parseOutput(await look(socketsCommand), `the sockets of ${whose}`, parseListening);
      recordSockets(place, comparableSockets(seen));
      return seen;
    },
  };
}

function recordAddresses(place: Place, seen: HostAddress[]): HostAddress[] {
  recordNetworkState(place, 'host addresses', ['ip', '-o', '-4', 'address'], comparableAddresses(seen));
  return seen;
}

function ourAddresses(): HostAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).map(({ address, mac, internal }) => ({
      interface: name,
      address,
      ofTunnel: mac === NO_MAC && !internal,
    })),
  );
}

/** What Node.js has for an interface without a MAC address, which is that of loopback or a tunnel. */
const NO_MAC = '00:00:00:00:00:00';

/** The network namespace of this process, which is the engine host's where they share it: `net:[4026531840]`. */
export function ourNetworkNamespace(): string {
  return readlinkSync('/proc/self/ns/net');
}
