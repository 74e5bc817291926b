import { type AttemptDeclaration, type ContainerDeclaration, aliasesOf } from '../declare/container.ts';
import type { Host } from '../hosts.ts';
import { RunningContainer } from '../running/container.ts';
import type { RunningNetwork } from '../running/network.ts';
import type { ScenarioParts } from './scenario-parts.ts';

/** A container whose networks and host are running. */
export interface ContainerToStart {
  readonly name: string;
  readonly engineName: string;
  readonly identity: string;
  readonly declaration: ContainerDeclaration;
  /** The network's name on the engine, or the predefined mode. */
  readonly networkName: string;
  /** The networks to connect it to once it runs. */
  readonly connections: readonly Connection[];
  /** The addresses of its DNS servers; empty for the engine's default. */
  readonly dns: readonly string[];
  readonly host: Host;
}

interface Connection {
  readonly network: RunningNetwork;
  readonly aliases: readonly string[];
}

/** Starts what a container depends on: its networks, host and DNS servers. */
export async function containerToStart(
  declaration: ContainerDeclaration,
  part: ContainerDeclaration | AttemptDeclaration,
  parts: ScenarioParts,
): Promise<ContainerToStart> {
  const { on, at } = declaration;
  const [host, networkName, connections, dns] = await Promise.all([
    parts.hostAt(at),
    networkNameOf(declaration, parts),
    connectionsOf(declaration, parts),
    dnsServersOf(declaration, parts),
  ]);
  if (on.kind === 'network' && at) await parts.joinSwarm(at);
  const engineName = parts.engineNameOf(part);
  const name = parts.nameOf(part);
  return { name, engineName, identity: engineName, declaration, networkName, connections, dns, host };
}

/** The value of `docker run --network`. */
async function networkNameOf({ on }: ContainerDeclaration, parts: ScenarioParts): Promise<string> {
  if (on.kind === 'predefined') return on.mode;
  const joined = await parts.startRequired(on.kind === 'shared' ? on.of : on);
  return joined instanceof RunningContainer ? `container:${joined.id}` : joined.engineName;
}

async function connectionsOf(
  { alsoOn = [] }: ContainerDeclaration,
  parts: ScenarioParts,
): Promise<readonly Connection[]> {
  return Promise.all(
    alsoOn.map(async (attachment) => ({
      network: await parts.startRequired(attachment.on),
      aliases: aliasesOf(attachment),
    })),
  );
}

/** Without the LAN hosts that cannot be started here: the behaviours that need them are unsupported. */
async function dnsServersOf({ dns = [] }: ContainerDeclaration, parts: ScenarioParts): Promise<readonly string[]> {
  const addresses = await Promise.all(
    dns.map(async (server) => (typeof server === 'string' ? server : (await parts.start(server))?.address)),
  );
  return addresses.filter((address) => address !== undefined);
}
