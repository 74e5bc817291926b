import { BareHost, type Tunnel } from '../engine/lab/bare-host.ts';
import type { Existing } from '../scenario/existing/container.ts';
import type { RunningEngineHost, RunningLanHost } from '../scenario/hosts.ts';
import { recordStep } from '../scenario/steps.ts';
import { type ConnectOptions, type Connections, connect } from './connect.ts';
import { addRoute, requesterOnLan, requesterVia, connectingOnLan, directRequesterOnLan } from './lan-host-requests.ts';
import { queriesTo } from './lan-host-program.ts';
import { ANSWER_TIMEOUT_MS, NO_ANSWER_TIMEOUT_MS, expectingNoAnswer } from './limits.ts';
import { type DatagramOutcome, type PageOutcome, ProbeError } from './outcome.ts';
import { type Reach, type ReachOptions, type Reachable, reach } from './reach.ts';

/** The timeout of a first request, whose answer cannot arrive. */
const ANNOUNCE_MS = 200;

/** The address of the server, and which host routes to it. */
export interface DirectOptions extends Pick<ReachOptions, 'at'> {
  readonly through?: RunningEngineHost;
}

/** The requests that a LAN host can send. */
export interface LanHostVantage {
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
  /** The same as `reach` by a route through the engine's host (direct routing), or through another host of the lab. */
  reachDirectly(server: Reachable, options?: DirectOptions): Promise<Reach>;
  /** The same over IPv6. */
  reachDirectly6(server: Reachable, options?: DirectOptions): Promise<Reach>;
  /** Sends a datagram by a route through the engine's host (direct routing), or through another host of the lab. */
  datagramDirectly(address: string, port: number, through?: RunningEngineHost): Promise<DatagramOutcome>;
  /** Gets a page by a route through the engine's host (direct routing), or through another host of the lab. */
  getDirectly(url: string, through?: RunningEngineHost): Promise<PageOutcome>;
  /** Adds a route to an address through the engine's host, or through another host of the lab. */
  addRoute(address: string, through?: RunningEngineHost): Promise<void>;
  /** The same as `reach` with frames injected into the VXLAN of other hosts, which it joins meanwhile. */
  reachThrough(tunnel: Tunnel, server: Reachable, options?: ReachOptions): Promise<Reach>;
  /** The kinds of queries for a name that it received as a DNS server, each once: `A over UDP`. */
  queriesFor(name: string): Promise<readonly string[]>;
}

/** The vantage point of a host on the same link as the engine's. */
export function lanHostVantage(lanHost: RunningLanHost): LanHostVantage {
  const { host } = lanHost;
  const requester = requesterOnLan(lanHost);
  return {
    get: (url, { withinMs = ANSWER_TIMEOUT_MS } = {}) => requester.page(url, withinMs),
    connect: (to, port, options) => connect([connectingOnLan(lanHost)], to, port, options),
    datagram: (address, port, { withinMs = ANSWER_TIMEOUT_MS } = {}) => requester.datagram(address, port, withinMs),
    reach: (server, options) => reach(requester, server, 4, options),
    reach6: (server, options) => reach(requester, server, 6, options),
    reachDirectly: (server, { through, ...at } = {}) =>
      reach(directRequesterOnLan(lanHost, through), server, 4, { ...expectingNoAnswer, ...at }),
    reachDirectly6: (server, { through, ...at } = {}) =>
      reach(directRequesterOnLan(lanHost, through), server, 6, { ...expectingNoAnswer, ...at }),
    datagramDirectly: (address, port, through) =>
      directRequesterOnLan(lanHost, through).datagram(address, port, NO_ANSWER_TIMEOUT_MS),
    getDirectly: (url, through) => directRequesterOnLan(lanHost, through).page(url, NO_ANSWER_TIMEOUT_MS),
    async addRoute(address, through) {
      const { manual } = await addRoute(lanHost, address, through);
      if (!('requires' in manual)) recordStep(manual);
    },
    async reachThrough(tunnel, server, options) {
      if (!(host instanceof BareHost)) throw new ProbeError(`${lanHost.name} is not in a lab, and can join no VXLAN`);
      const { id, host: to, address, peer } = tunnel;
      await host.joinVxlan(tunnel);
      try {
        // by the ARP request, the peer learns the address of this host; its reply goes to the hosts of the VXLAN only
        await host.request({ url: `http://${peer.address}`, withinMs: ANNOUNCE_MS });
        await host.addNeighbour(tunnel);
        const before = [
          `ip link add vxlan${id} up type vxlan id ${id} remote ${to} dstport 4789 dev eth0`,
          `ip address add ${address}/24 dev vxlan${id}`,
          `ip neigh add ${peer.address} lladdr ${peer.mac} dev vxlan${id}`,
        ];
        const route = {
          via: `VXLAN ${id}`,
          line: before.join(' && '),
          manual: { requires: 'the ID of the VXLAN and the MAC address of a container on it' },
        };
        return await reach(requesterVia(lanHost, route), server, 4, options);
      } finally {
        await host.leaveVxlan(tunnel);
      }
    },
    queriesFor: (name) => queriesTo(lanHost, name),
  };
}
