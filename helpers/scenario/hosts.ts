import type Dockerode from 'dockerode';
import { engineClient } from '../engine/client.ts';
import type { BareHost } from '../engine/lab/bare-host.ts';
import { claimSubnet } from '../engine/lab/claim-subnet.ts';
import { Lab } from '../engine/lab/lab.ts';
import type { Connector } from '../engine/host-access.ts';
import type { LabEngine } from '../engine/lab/lab-engine.ts';
import type { Nic } from '../engine/lab/switch.ts';
import { connect } from '../engine/endpoint.ts';
import { currentRun } from '../engine/run.ts';
import { resolveImages } from '../images/resolve.ts';
import { type RoleImages, roleImages } from '../images/roles.ts';
import type { Declaration, EngineHostDeclaration, LanHostDeclaration } from './declare.ts';
import { LanContainer } from './lan/lan-container.ts';
import { type OtherPorts, drawnPorts } from './ports.ts';

/** An engine that runs containers of a scenario, and its images. */
export interface Host {
  readonly engine: Dockerode;
  readonly images: RoleImages;
}

/** A host of a scenario with its own engine. */
export interface RunningEngineHost extends Host {
  readonly kind: 'engine-host';
  readonly name: string;
  /** The engine in the lab; undefined for a host of the user. */
  readonly lab: LabEngine | undefined;
}

/** A host of a scenario without an engine. */
export interface RunningLanHost {
  readonly kind: 'lan-host';
  readonly name: string;
  readonly id: string;
  /** The identity in its answers. */
  readonly identity: string;
  readonly address: string;
  readonly url: string;
  /** The URL at its IPv6 address. */
  readonly url6: string;
  /** The host in a namespace of this machine, or in a container. */
  readonly host: BareHost | LanContainer;
  /** The other ports that it answers at. */
  readonly others: OtherPorts;
  /** The address of the engine's host on their common link; undefined in a lab of several engines. */
  readonly engineAddress: string | undefined;
  /** That link; undefined in a lab of several engines. */
  readonly link: Link | undefined;
}

/** The link of the engine's host and a LAN host. */
export interface Link {
  /** An IPv4 /24. */
  readonly subnet: string;
  /** The interface of the engine's host on it. */
  readonly nic: Nic;
}

/** The hosts of a scenario, without the engine's host. */
export interface Hosts {
  readonly engines: ReadonlyMap<EngineHostDeclaration, RunningEngineHost>;
  readonly lanHosts: ReadonlyMap<LanHostDeclaration, RunningLanHost>;
}

const none: Hosts = { engines: new Map(), lanHosts: new Map() };

/** The run's engine as a host of containers. */
export async function ownHost(): Promise<Host> {
  return { engine: await engineClient(), images: roleImages() };
}

/**
 * Starts the hosts that a scenario declares, on their own switch; with PEER_DOCKER_HOST, the engine hosts are the user's
 * two. The LAN host of a scenario without engine hosts is on one link with the engine's host; where that is impossible,
 * it is left out, and the behaviours that need it are unsupported. `onStart` receives the function that ends all hosts,
 * before the first of them starts.
 */
export async function startHosts(
  declarations: Readonly<Record<string, Declaration>>,
  prefix: string,
  onStart: (end: () => Promise<void>) => void,
): Promise<Hosts> {
  const named = Object.entries(declarations);
  const engineHosts = named.flatMap(([name, declared]) =>
    declared.kind === 'engine-host' ? [{ name, declared }] : [],
  );
  const lanHosts = named.flatMap(([name, declared]) => (declared.kind === 'lan-host' ? [{ name, declared }] : []));
  const { hosts, host } = currentRun();
  if (engineHosts.length > 0 && hosts.kind === 'peer') return { ...none, engines: await userHosts(engineHosts) };
  if (engineHosts.length === 0 && host.connector)
    return { ...none, lanHosts: await lanContainers(lanHosts, host.connector, prefix, onStart) };
  const ip = engineHosts.length > 0 && hosts.kind === 'lab' ? hosts.ip : host.tools?.ip;
  if (!ip || engineHosts.length + lanHosts.length === 0) return none;

  const lab = await Lab.open(ip, claimSubnet);
  onStart(() => lab.end());
  const suite = hosts.kind === 'lab' ? hosts.suite : '';
  const own = engineHosts.length === 0 ? lab.connectOwnHost() : undefined;
  const [engines, bare] = await Promise.all([
    Promise.all(engineHosts.map(({ name, declared }) => labEngine(lab, suite, name, declared))),
    Promise.all(lanHosts.map(({ name, declared }) => bareHost(lab, own, name, declared, prefix))),
  ]);
  return { engines: new Map(engines), lanHosts: new Map(bare) };
}

/** The LAN hosts of a scenario as containers, each on its own link with the engine's host. */
async function lanContainers(
  wanted: readonly { readonly name: string; readonly declared: LanHostDeclaration }[],
  connector: Connector,
  prefix: string,
  onStart: (end: () => Promise<void>) => void,
): Promise<Map<LanHostDeclaration, RunningLanHost>> {
  const own = await ownHost();
  const starting = wanted.map(({ name }) => LanContainer.start(own, connector, identityOf(prefix, name), drawnPorts));
  onStart(async () => {
    const settled = await Promise.allSettled(starting);
    await Promise.all(settled.flatMap((host) => (host.status === 'fulfilled' ? [host.value.end()] : [])));
  });
  const started = await Promise.all(starting);
  return new Map(
    wanted.map(({ name, declared }, index) => {
      const host = started[index] as LanContainer;
      const { subnet, own: nic } = host.link;
      return [declared, lanHostOf(name, identityOf(prefix, name), host, { subnet: subnet.v4, nic })];
    }),
  );
}

const identityOf = (prefix: string, name: string): string => `${prefix}-${name.toLowerCase()}`;

function lanHostOf(
  name: string,
  identity: string,
  host: BareHost | LanContainer,
  link: Link | undefined,
): RunningLanHost {
  const { address, address6 } = host.nic;
  return {
    kind: 'lan-host',
    name,
    id: identity,
    identity,
    address,
    url: `http://${address}`,
    url6: `http://[${address6}]`,
    others: drawnPorts,
    host,
    engineAddress: link?.nic.address,
    link,
  };
}

async function bareHost(
  lab: Lab,
  own: Promise<Nic> | undefined,
  name: string,
  declared: LanHostDeclaration,
  prefix: string,
): Promise<readonly [LanHostDeclaration, RunningLanHost]> {
  const identity = identityOf(prefix, name);
  const [host, nic] = await Promise.all([lab.bareHost({ identity, ...drawnPorts }), own]);
  return [declared, lanHostOf(name, identity, host, nic && { subnet: lab.subnet, nic })];
}

async function labEngine(
  lab: Lab,
  suite: string,
  name: string,
  declared: EngineHostDeclaration,
): Promise<readonly [EngineHostDeclaration, RunningEngineHost]> {
  const started = await lab.engineHost(suite, declared.options);
  const { engine } = started;
  const from = await engineClient();
  const images = await resolveImages({ engine, registry: false, progress: () => undefined, from });
  started.markIdle();
  return [declared, { kind: 'engine-host', name, engine, images, lab: started }];
}

/** The run's engine and its peer, in this order, as hosts of a scenario. */
async function userHosts(
  wanted: readonly { readonly name: string; readonly declared: EngineHostDeclaration }[],
): Promise<Map<EngineHostDeclaration, RunningEngineHost>> {
  const { hosts } = currentRun();
  if (hosts.kind !== 'peer' || wanted.length > 2)
    throw new Error('a scenario has at most two hosts with PEER_DOCKER_HOST');
  const engine = connect(hosts.endpoint);
  const peer = { engine, images: await resolveImages({ engine, registry: true, progress: () => undefined }) };
  const own = await ownHost();
  // the first host creates the networks, which only a manager of the swarm can
  const both = hosts.manager === 'peer' ? [peer, own] : [own, peer];
  return new Map(
    wanted.map(({ name, declared }, index) => [
      declared,
      { kind: 'engine-host', name, ...(both[index] as Host), lab: undefined },
    ]),
  );
}
