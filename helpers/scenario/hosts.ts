import type Dockerode from 'dockerode';
import { engineClient } from '../engine/client.ts';
import type { BareHost } from '../engine/lab/bare-host.ts';
import { Lab } from '../engine/lab/lab.ts';
import type { LabEngine } from '../engine/lab/lab-engine.ts';
import type { Nic } from '../engine/lab/switch.ts';
import { connect } from '../engine/endpoint.ts';
import { currentRun } from '../engine/run.ts';
import { resolveImages } from '../images/resolve.ts';
import { type RoleImages, roleImages } from '../images/roles.ts';
import type { Declaration, EngineHostDeclaration, LanHostDeclaration } from './declare.ts';

/** An engine that runs containers of a scenario, and the images that are on it. */
export interface Host {
  readonly engine: Dockerode;
  readonly images: RoleImages;
}

/** A host of a scenario that has an engine of its own. */
export interface RunningEngineHost extends Host {
  readonly kind: 'engine-host';
  readonly name: string;
  /** The lab's side of it; undefined where it is a host of the user's. */
  readonly lab: LabEngine | undefined;
}

/** A host of a scenario that has no engine. */
export interface RunningLanHost {
  readonly kind: 'lan-host';
  readonly name: string;
  readonly id: string;
  /** What its answers carry. */
  readonly identity: string;
  readonly address: string;
  readonly url: string;
  /** The same at its IPv6 address. */
  readonly url6: string;
  readonly host: BareHost;
  /** The address of the engine's host on the link that they have in common; undefined in a lab of several engines. */
  readonly engineAddress: string | undefined;
  /** That link; undefined in a lab of several engines. */
  readonly link: Link | undefined;
}

/** What the host of the run's engine and a LAN host have in common. */
export interface Link {
  /** An IPv4 /24. */
  readonly subnet: string;
  /** The interface of the engine's host. */
  readonly nic: Nic;
}

/** The hosts of a scenario beside the engine's own. */
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
 * Brings up the hosts that a scenario declares on a switch of their own; where PEER_DOCKER_HOST is set, the engine hosts
 * are the user's two. A LAN host of a scenario without engine hosts shares its link with the run's engine; where that
 * may not be had here, it is left out, and the behaviours that need it are unsupported.
 * `keep` is given what ends them all, before the first of them is there.
 */
export async function startHosts(
  declarations: Readonly<Record<string, Declaration>>,
  prefix: string,
  keep: (end: () => Promise<void>) => void,
): Promise<Hosts> {
  const named = Object.entries(declarations);
  const engineHosts = named.flatMap(([name, declared]) =>
    declared.kind === 'engine-host' ? [{ name, declared }] : [],
  );
  const lanHosts = named.flatMap(([name, declared]) => (declared.kind === 'lan-host' ? [{ name, declared }] : []));
  const { hosts, host } = currentRun();
  if (engineHosts.length > 0 && hosts.kind === 'peer') return { ...none, engines: await usersOwn(engineHosts) };
  const ip = engineHosts.length > 0 && hosts.kind === 'lab' ? hosts.ip : host.tools?.ip;
  if (!ip || engineHosts.length + lanHosts.length === 0) return none;

  const lab = await Lab.open(ip);
  keep(() => lab.end());
  const suite = hosts.kind === 'lab' ? hosts.suite : '';
  const own = engineHosts.length === 0 ? lab.connectOwnHost() : undefined;
  const [engines, bare] = await Promise.all([
    Promise.all(engineHosts.map(({ name, declared }) => labEngine(lab, suite, name, declared))),
    Promise.all(lanHosts.map(({ name, declared }) => bareHost(lab, own, name, declared, prefix))),
  ]);
  return { engines: new Map(engines), lanHosts: new Map(bare) };
}

async function bareHost(
  lab: Lab,
  own: Promise<Nic> | undefined,
  name: string,
  declared: LanHostDeclaration,
  prefix: string,
): Promise<readonly [LanHostDeclaration, RunningLanHost]> {
  const identity = `${prefix}-${name.toLowerCase()}`;
  const [host, nic] = await Promise.all([lab.bareHost({ identity }), own]);
  const { address, address6 } = host.nic;
  const urls = { url: `http://${address}`, url6: `http://[${address6}]` };
  const link = nic && { subnet: lab.subnet, nic };
  const known = { name, id: identity, identity, address, ...urls };
  return [declared, { kind: 'lan-host', ...known, host, engineAddress: nic?.address, link }];
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
async function usersOwn(
  wanted: readonly { readonly name: string; readonly declared: EngineHostDeclaration }[],
): Promise<Map<EngineHostDeclaration, RunningEngineHost>> {
  const { hosts } = currentRun();
  if (hosts.kind !== 'peer' || wanted.length > 2) throw new Error('a scenario has at most two hosts of the user');
  const engine = connect(hosts.endpoint);
  const peer = { engine, images: await resolveImages({ engine, registry: true, progress: () => undefined }) };
  const own = await ownHost();
  // the first of a scenario makes its networks, which only a manager of the swarm can
  const both = hosts.manager === 'peer' ? [peer, own] : [own, peer];
  return new Map(
    wanted.map(({ name, declared }, index) => [
      declared,
      { kind: 'engine-host', name, ...(both[index] as Host), lab: undefined },
    ]),
  );
}
