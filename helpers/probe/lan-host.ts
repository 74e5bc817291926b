import type { FetchResponse, QueriesResponse } from '../../fixtures/lab/host.ts';
import type { Tunnel } from '../engine/lab/bare-host.ts';
import type { RunningEngineHost, RunningLanHost } from '../scenario/hosts.ts';
import { processVariable, shellVariable } from '../scenario/repro/hosts.ts';
import { type ManualCommand, recordStep } from '../scenario/steps.ts';
import { comparablePage } from './comparable.ts';
import { curlByHand } from './curl.ts';
import { type Typed, record } from './journal.ts';
import { ANSWER_TIMEOUT_MS, NO_ANSWER_TIMEOUT_MS } from './limits.ts';
import { type PageOutcome, ProbeError } from './outcome.ts';
import { printProbe } from './request.ts';
import { type Place, remark, typedPage } from './typed.ts';

/** The timeout of a first request, which cannot be answered. */
const ANNOUNCE_MS = 200;

/** The requests that a LAN host can send. */
export interface LanHostVantage {
  /** Gets a page; the URL's host is a literal address. */
  get(url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
  /** Gets a page by a route through the engine's host (direct routing); in a lab of several engines, through this host. */
  getDirectly(url: string, through?: RunningEngineHost): Promise<PageOutcome>;
  /** Gives it a route to an address through the engine's host. */
  addRoute(address: string): Promise<void>;
  /** Gets a page by frames that it injects into a VXLAN of other hosts. */
  getThrough(tunnel: Tunnel, url: string, options?: { withinMs?: number }): Promise<PageOutcome>;
  /** The queries for a name that it received as a DNS server, in order: `A over UDP`. */
  queriesFor(name: string): Promise<readonly string[]>;
}

/** The vantage point of a host on the same link as the engine's. */
export function ofLanHost(lanHost: RunningLanHost): LanHostVantage {
  const { host } = lanHost;
  return {
    async get(url, { withinMs = ANSWER_TIMEOUT_MS } = {}) {
      const outcome = await get(lanHost, url, withinMs);
      return record(outcome, typed(lanHost, url, withinMs, outcome));
    },
    async getDirectly(url, through) {
      const withinMs = NO_ANSWER_TIMEOUT_MS;
      const address = new URL(url).hostname.replace(/^\[|\]$/g, '');
      const via = routerTo(lanHost, address, through);
      await host.route(address, via);
      const outcome = await get(lanHost, url, withinMs, { via, before: [`ip route add ${address} via ${via}`] });
      if (address.startsWith('127.')) return record(outcome, unrepeated(outcome, 'a host without its own loopback'));
      return record(outcome, {
        ...typed(lanHost, url, withinMs, outcome),
        before: [typedRoute(lanHost, address, via)],
      });
    },
    async addRoute(address) {
      const via = routerTo(lanHost, address);
      await host.route(address, via);
      recordStep(typedRoute(lanHost, address, via));
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
      const takes = 'the number of the VXLAN and the hardware address of a container in it';
      return record(outcome, unrepeated(outcome, takes));
    },
    queriesFor: async (name) => ((await host.request({ queriesFor: name })) as QueriesResponse).queries,
  };
}

/** The address of the engine's host, or of this one, as a router to an address. */
function routerTo({ name, link }: RunningLanHost, address: string, through?: RunningEngineHost): string {
  const nic = through?.lab?.nic ?? link?.nic;
  const via = address.includes(':') ? nic?.address6 : nic?.address;
  if (via === undefined) throw new ProbeError(`the host ${name} shares no link with the engine's host`);
  return via;
}

/** `via` is another way than the default route, and `before` the commands that prepared it. */
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
  const evidence = { command: [...before, curlByHand(url)].join(' && ') };
  return {
    ...response.answer,
    from: { kind: 'lan-host', name },
    request: { kind: 'page', url, ...(via === undefined ? {} : { via }) },
    tookMs,
    evidence,
  };
}

function typed(lanHost: RunningLanHost, url: string, withinMs: number, outcome: PageOutcome): Typed {
  const observed = { output: 'page', lines: comparablePage(outcome) } as const;
  return { command: typedPage(placeOf(lanHost), url, withinMs), observed };
}

/** A request that a script only mentions. */
function unrepeated(outcome: PageOutcome, takes: string): Typed {
  return { command: remark(`${printProbe(outcome)}: not repeated here, it takes ${takes}`) };
}

/** Manually, it is a container without a network that is joined to the host; beside hosts with engines of their own, it is one more host. */
function placeOf({ name, identity, engineAddress }: RunningLanHost): Place {
  return engineAddress === undefined ? { shell: shellVariable(name) } : { container: identity };
}

function typedRoute({ name, engineAddress }: RunningLanHost, address: string, via: string): ManualCommand {
  const route = ['route', 'replace', address, 'via', via];
  if (engineAddress === undefined) return { words: [`$${shellVariable(name)}`, 'ip', ...route] };
  return { words: ['nsenter', '--target', `$${processVariable(name)}`, '--net', 'ip', ...route] };
}
