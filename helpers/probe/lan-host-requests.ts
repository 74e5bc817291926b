import { inNetworkOf } from '../engine/embedded/enter.ts';
import { BareHost } from '../engine/lab/bare-host.ts';
import type { RunningEngineHost, RunningLanHost } from '../scenario/hosts.ts';
import { processVariable, shellVariable } from '../scenario/repro/hosts.ts';
import type { ManualCommand } from '../scenario/steps.ts';
import { type Answered, type Requester, requesterOf } from './requester.ts';
import type { Command, CommandResult } from './batch.ts';
import type { Connecting } from './connect-targets.ts';
import { runInContainer } from './exec.ts';
import { runHere } from './run-here.ts';
import { curlLine } from './curl.ts';
import { datagramLine } from './datagram.ts';
import type { ManualRequest } from './journal.ts';
import { type Place, notRepeated } from './manual-command.ts';
import { type Sending, sendFrom } from './lan-host-program.ts';
import { type DatagramAnswer, type PageAnswer, ProbeError } from './outcome.ts';
import { type PingAnswer, pingLine } from './ping.ts';
import { type Request, requestedHost } from './request.ts';

/** A route of a LAN host that is not its default one. */
export interface Route {
  /** The router's address, or the network: `VXLAN 4097`. */
  readonly via: string;
  /** The command line that adds it, for the evidence. */
  readonly line: string;
  /** The same in a repro script; or else what the host would need to be there, which a script has not. */
  readonly manual: ManualCommand | { readonly requires: string };
}

/** How a LAN host sends requests by its own routes. */
export function requesterOnLan(lanHost: RunningLanHost): Requester {
  return requesterBy(lanHost, async () => undefined);
}

/** How a LAN host opens connections. */
export function connectingOnLan(lanHost: RunningLanHost): Connecting {
  const { name, host, engineAddress } = lanHost;
  const run = async ({ words, limitMs }: Command): Promise<CommandResult> => {
    if (!(host instanceof BareHost)) return runInContainer(host, { words, limitMs });
    return runHere({ words: [...inNetworkOf({ pid: host.pid }), ...words], limitMs: 2 * limitMs });
  };
  return {
    from: { kind: 'lan-host', name },
    place: placeOf(lanHost),
    networks: [],
    ...(engineAddress === undefined ? {} : { hostAddress: engineAddress }),
    run,
  };
}

/** How a LAN host sends requests by a route that it has been given. */
export function requesterVia(lanHost: RunningLanHost, route: Route): Requester {
  return requesterBy(lanHost, async () => route);
}

/** How a LAN host sends requests by routes through the engine's host, or another one, which it adds first (direct routing). */
export function directRequesterOnLan(lanHost: RunningLanHost, through?: RunningEngineHost): Requester {
  const added = new Map<string, Promise<Route>>();
  return requesterBy(lanHost, (address) => {
    const route = added.get(address) ?? addRoute(lanHost, address, through);
    added.set(address, route);
    return route;
  });
}

function requesterBy(lanHost: RunningLanHost, routeTo: (address: string) => Promise<Route | undefined>): Requester {
  const from = { kind: 'lan-host', name: lanHost.name } as const;
  /** `line` is the request as a report shows it. */
  const send = async <A>(request: Request, line: string, sending: Sending): Promise<Answered<A>> => {
    const route = await routeTo(requestedHost(request));
    const sent = await sendFrom<A>(lanHost, sending, request);
    if (!route) return { ...sent, evidence: { command: line } };
    const evidence = { command: `${route.line} && ${line}` };
    return { ...sent, evidence, via: route.via, manual: (repeated) => manualBy(route, repeated, { from, request }) };
  };
  return requesterOf({
    from,
    place: placeOf(lanHost),
    page: (url, withinMs) => send<PageAnswer>({ kind: 'page', url }, curlLine(url), { url, withinMs }),
    datagram: (address, port, withinMs) =>
      send<DatagramAnswer>({ kind: 'datagram', address, port }, datagramLine(address, port), {
        datagramTo: address,
        port,
        withinMs,
      }),
    ping: (address, withinMs) =>
      send<PingAnswer>({ kind: 'ping', address }, pingLine(address), { ping: address, withinMs }),
  });
}

/** A request in a repro script, by a route. */
function manualBy({ manual }: Route, repeated: ManualRequest, probe: Parameters<typeof notRepeated>[0]): ManualRequest {
  if ('requires' in manual) return notRepeated(probe, `it requires ${manual.requires}`);
  return { ...repeated, before: [manual] };
}

/** Adds a route to an address, through the engine's host or another one of the lab. */
export async function addRoute(lanHost: RunningLanHost, address: string, through?: RunningEngineHost): Promise<Route> {
  const via = routerTo(lanHost, address, through);
  await lanHost.host.route(address, via);
  const line = `ip route add ${address} via ${via}`;
  // a host sends packets for this address only where it has no loopback address of its own
  const manual = address.startsWith('127.')
    ? { requires: 'a host without its own loopback' }
    : manualRoute(lanHost, address, via);
  return { via, line, manual };
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
