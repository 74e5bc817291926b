import type { FetchResponse, QueriesResponse } from '../../fixtures/lab/host.ts';
import type { Tunnel } from '../engine/lab/bare-host.ts';
import type { RunningEngineHost, RunningLanHost } from '../scenario/hosts.ts';
import { processVariable, shellVariable } from '../scenario/repro/hosts.ts';
import { type ManualCommand, recordStep } from '../scenario/steps.ts';
import { comparablePage } from './comparable.ts';
import { curlLine } from './curl.ts';
import { type ManualRequest, recordOutcome } from './journal.ts';
import { ANSWER_TIMEOUT_MS, NO_ANSWER_TIMEOUT_MS } from './limits.ts';
import { type PageOutcome, ProbeError } from './outcome.ts';
import { hostnameOf, printProbe } from './request.ts';
import { type Place, remark, manualCurl } from './manual-command.ts';

/** The timeout of a first request, whose answer cannot arrive. */
const ANNOUNCE_MS = 200;

/** The requests that a LAN host can send. */
export interface LanHostVantage {
  /** Gets a page; the URL's host is a literal address. */
  get(url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
  /** Gets a page by a route through the engine's host (direct routing), or through another host of the lab. */
  getDirectly(url: string, through?: RunningEngineHost): Promise<PageOutcome>;
  /** Adds a route to an address through the engine's host. */
  addRoute(address: string): Promise<void>;
  /** Gets a page with frames injected into the VXLAN of other hosts. */
  getThrough(tunnel: Tunnel, url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
  /** The queries for a name that it received as a DNS server, in order: `A over UDP`. */
  queriesFor(name: string): Promise<readonly string[]>;
}

/** The vantage point of a host on the same link as the engine's. */
export function lanHostVantage(lanHost: RunningLanHost): LanHostVantage {
  const { host } = lanHost;
  return {
    async get(url, { withinMs = ANSWER_TIMEOUT_MS } = {}) {
      const outcome = await get(lanHost, url, withinMs);
      return recordOutcome(outcome, manualRequest(lanHost, url, withinMs, outcome));
    },
    async getDirectly(url, through) {
      const withinMs = NO_ANSWER_TIMEOUT_MS;
      const address = hostnameOf(url);
      const via = routerTo(lanHost, address, through);
      await host.route(address, via);
      const outcome = await get(lanHost, url, withinMs, { via, before: [`ip route add ${address} via ${via}`] });
      if (address.startsWith('127.'))
        return recordOutcome(outcome, notRepeated(outcome, 'a host without its own loopback'));
      return recordOutcome(outcome, {
        ...manualRequest(lanHost, url, withinMs, outcome),
        before: [manualRoute(lanHost, address, via)],
      });
    },
    async addRoute(address) {
      const via = routerTo(lanHost, address);
      await host.route(address, via);
      recordStep(manualRoute(lanHost, address, via));
    },
    async getThrough(tunnel, url, { withinMs = ANSWER_TIMEOUT_MS } = {}) {
      await host.joinVxlan(tunnel);
      // by the ARP request, the peer learns the address of this host; its reply goes to the hosts of the VXLAN only
      await host.request({ url, withinMs: ANNOUNCE_MS });
      await host.addNeighbour(tunnel);
      const { id, host: to, address, peer } = tunnel;
      const before = [
        `ip link add vxlan${id} up type vxlan id ${id} remote ${to} dstport 4789 dev eth0`,
        `ip address add ${address}/24 dev vxlan${id}`,
        `ip neigh add ${peer.address} lladdr ${peer.mac} dev vxlan${id}`,
      ];
      const outcome = await get(lanHost, url, withinMs, { via: `VXLAN ${id}`, before });
      const requirement = 'the ID of the VXLAN and the MAC address of a container on it';
      return recordOutcome(outcome, notRepeated(outcome, requirement));
    },
    queriesFor: async (name) => ((await host.request({ queriesFor: name })) as QueriesResponse).queries,
  };
}

/** The address, in the family of `address`, of the host that routes to it. */
function routerTo({ name, link }: RunningLanHost, address: string, through?: RunningEngineHost): string {
  const nic = through?.lab?.nic ?? link?.nic;
  const via = address.includes(':') ? nic?.address6 : nic?.address;
  if (via === undefined) throw new ProbeError(`the host ${name} shares no link with the engine's host`);
  return via;
}

/** `via` is the route, if it is not the default one, and `before` the commands that prepared it. */
async function get(
  { name, host }: RunningLanHost,
  url: string,
  withinMs: number,
  { via, before = [] }: { via?: string; before?: readonly string[] } = {},
): Promise<PageOutcome> {
  const started = performance.now();
  const response = (await host.request({ url, withinMs })) as FetchResponse;
  if ('error' in response) throw new ProbeError(`the host ${name} could not request ${url}: ${response.error}`);
  const tookMs = Math.round(performance.now() - started);
  const evidence = { command: [...before, curlLine(url)].join(' && ') };
  return {
    ...response.answer,
    from: { kind: 'lan-host', name },
    request: { kind: 'page', url, ...(via === undefined ? {} : { via }) },
    tookMs,
    evidence,
  };
}

function manualRequest(lanHost: RunningLanHost, url: string, withinMs: number, outcome: PageOutcome): ManualRequest {
  const observed = { output: 'page', lines: comparablePage(outcome) } as const;
  return { command: manualCurl(placeOf(lanHost), url, withinMs), observed };
}

/** A request that a script only mentions. */
function notRepeated(outcome: PageOutcome, requirement: string): ManualRequest {
  return { command: remark(`${printProbe(outcome)}: not repeated here, because it requires ${requirement}`) };
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
