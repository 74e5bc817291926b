import type { HostRequest, SentResponse } from '../../fixtures/lab/host.ts';
import type { RunningEngineHost, RunningLanHost } from '../scenario/hosts.ts';
import { processVariable, shellVariable } from '../scenario/repro/hosts.ts';
import type { ManualCommand } from '../scenario/steps.ts';
import { comparableDatagram, comparablePage, comparablePing } from './comparable.ts';
import { curlLine } from './curl.ts';
import { datagramLine } from './datagram.ts';
import { type ManualRequest, recordOutcome } from './journal.ts';
import { type Place, manualCurl, manualDatagram, manualPing, remark } from './manual-command.ts';
import {
  type DatagramAnswer,
  type DatagramOutcome,
  type Evidence,
  type PageAnswer,
  type PageOutcome,
  ProbeError,
  type Sent,
} from './outcome.ts';
import { type PingAnswer, pingLine } from './ping.ts';
import type { Asker } from './reach.ts';
import { type Request, hostnameOf, printProbe, printRequest } from './request.ts';

/** A route of a LAN host that is not its default one. */
export interface Route {
  /** The router's address, or the network: `VXLAN 4097`. */
  readonly via: string;
  /** The command line that adds it, for the evidence. */
  readonly line: string;
  /** The same in a repro script, if it is repeated there. */
  readonly manual?: ManualCommand;
}

/** How a LAN host sends requests by its own routes. */
export function askerOnLan(lanHost: RunningLanHost): Asker {
  return askerBy(lanHost, async () => undefined);
}

/** How a LAN host sends requests by routes through the engine's host, or another one, which it adds first (direct routing). */
export function directAskerOnLan(lanHost: RunningLanHost, through?: RunningEngineHost): Asker {
  const added = new Map<string, Promise<Route>>();
  return askerBy(lanHost, (address) => {
    const route = added.get(address) ?? addRoute(lanHost, address, through);
    added.set(address, route);
    return route;
  });
}

/** What only a host without its own 127.0.0.1 can repeat. */
const WITHOUT_LOOPBACK = 'a host without its own loopback';

/** Whether a host sends packets for this address only where it has no loopback address of its own. */
const needsNoLoopback = (address: string): boolean => address.startsWith('127.');

/** A request that a script only mentions. */
export function notRepeated(outcome: PageOutcome | DatagramOutcome, requirement: string): ManualRequest {
  return { command: remark(`${printProbe(outcome)}: not repeated here, because it requires ${requirement}`) };
}

function askerBy(lanHost: RunningLanHost, routeTo: (address: string) => Promise<Route | undefined>): Asker {
  const place = placeOf(lanHost);
  const asker: Asker = {
    async page(url, limitMs, table) {
      const route = await routeTo(hostnameOf(url));
      const outcome = { ...(await getPage(lanHost, url, limitMs, route)), table };
      const repeated = manualPage(lanHost, url, limitMs, outcome, route);
      const manual = needsNoLoopback(hostnameOf(url)) ? notRepeated(outcome, WITHOUT_LOOPBACK) : repeated;
      return recordOutcome(outcome, { ...manual, again: (withinMs) => asker.page(url, withinMs, table) });
    },
    async datagram(address, port, limitMs, table) {
      const route = await routeTo(address);
      const request = { kind: 'datagram', address, port } as const;
      const sent = await send<DatagramAnswer>(lanHost, { datagramTo: address, port, withinMs: limitMs }, request);
      const outcome = { ...sent, evidence: evidenceOf(route, datagramLine(address, port)), table };
      const observed = { output: 'datagram', lines: comparableDatagram(sent) } as const;
      const repeated = after(route, { command: manualDatagram(place, address, port, limitMs), observed });
      const manual = needsNoLoopback(address) ? notRepeated(outcome, WITHOUT_LOOPBACK) : repeated;
      const again = (withinMs: number): Promise<DatagramOutcome> => asker.datagram(address, port, withinMs, table);
      return recordOutcome(outcome, { ...manual, again });
    },
    async ping(address, limitMs, table, identified) {
      const route = await routeTo(address);
      const sent = await send<PingAnswer>(lanHost, { ping: address, withinMs: limitMs }, { kind: 'ping', address });
      const outcome = { ...sent, ...(await identified(sent)), evidence: evidenceOf(route, pingLine(address)), table };
      const observed = { output: 'ping', lines: comparablePing(sent) } as const;
      const manual = after(route, { command: manualPing(place, address), observed });
      const again = (withinMs: number): Promise<DatagramOutcome> => asker.ping(address, withinMs, table, identified);
      return recordOutcome(outcome, { ...manual, again });
    },
  };
  return asker;
}

/** Gets a page from a LAN host; the outcome is not recorded. */
export async function getPage(
  lanHost: RunningLanHost,
  url: string,
  withinMs: number,
  route?: Route,
): Promise<PageOutcome> {
  const request = { kind: 'page', url, ...(route ? { via: route.via } : {}) } as const;
  const sent = await send<PageAnswer>(lanHost, { url, withinMs }, request);
  return { ...sent, evidence: evidenceOf(route, curlLine(url)) };
}

/** How that page is requested manually. */
function manualPage(
  lanHost: RunningLanHost,
  url: string,
  withinMs: number,
  outcome: PageOutcome,
  route?: Route,
): ManualRequest {
  const observed = { output: 'page', lines: comparablePage(outcome) } as const;
  return after(route, { command: manualCurl(placeOf(lanHost), url, withinMs), observed });
}

/** Adds a route to an address, through the engine's host or another one of the lab. */
export async function addRoute(
  lanHost: RunningLanHost,
  address: string,
  through?: RunningEngineHost,
): Promise<Required<Route>> {
  const via = routerTo(lanHost, address, through);
  await lanHost.host.route(address, via);
  return { via, line: `ip route add ${address} via ${via}`, manual: manualRoute(lanHost, address, via) };
}

/** What a LAN host sends. */
type Sending = HostRequest extends infer R ? (R extends { withinMs: number } ? Omit<R, 'id'> : never) : never;

/** Sends a request from a LAN host. Throws a ProbeError where it could not be sent. */
async function send<A>(
  { name, host }: RunningLanHost,
  sending: Sending,
  request: Request,
): Promise<A & Omit<Sent, 'evidence'>> {
  const started = performance.now();
  const response = (await host.request(sending)) as SentResponse<A>;
  if ('error' in response)
    throw new ProbeError(`the host ${name} could not send ${printRequest(request)}: ${response.error}`);
  const tookMs = Math.round(performance.now() - started);
  return { ...response.answer, from: { kind: 'lan-host', name }, request, tookMs };
}

function evidenceOf(route: Route | undefined, command: string): Evidence {
  return { command: route ? `${route.line} && ${command}` : command };
}

function after(route: Route | undefined, manual: ManualRequest): ManualRequest {
  return { ...manual, ...(route?.manual ? { before: [route.manual] } : {}) };
}

/** The address, in the family of `address`, of the host that routes to it. */
function routerTo({ name, link }: RunningLanHost, address: string, through?: RunningEngineHost): string {
  const nic = through?.lab?.nic ?? link?.nic;
  const via = address.includes(':') ? nic?.address6 : nic?.address;
  if (via === undefined) throw new ProbeError(`the host ${name} shares no link with the engine's host`);
  return via;
}

/** In a repro script, a LAN host is a container connected to the host; beside engine hosts, it is another host of the user. */
function placeOf({ name, identity, engineAddress }: RunningLanHost): Place {
  return engineAddress === undefined ? { shell: shellVariable(name) } : { container: identity };
}

function manualRoute({ name, engineAddress }: RunningLanHost, address: string, via: string): ManualCommand {
  const route = ['route', 'replace', address, 'via', via];
  if (engineAddress === undefined) return { words: [`$${shellVariable(name)}`, 'ip', ...route] };
  return { words: ['nsenter', '--target', `$${processVariable(name)}`, '--net', 'ip', ...route] };
}
