import type { ContainerInspectInfo } from 'dockerode';
import { parseRoutes, socketsCommand } from '../../probe/devices.ts';
import type { CommandResult } from '../../probe/batch.ts';
import { runInContainer } from '../../probe/exec.ts';
import { type ContainerDeclaration, isLanHost } from '../../scenario/declare.ts';
import type { RunningContainer } from '../../scenario/running.ts';
import { frameReader } from '../../engine/frames.ts';
import { type ContainerFacts, type Inspected, parseNeighbours } from './facts.ts';
import { redactedInspect } from './redact.ts';
import { COLLECT_LIMIT_MS, type Section, valueByNow, section } from './section.ts';
import { type ListeningSocket, parseListeningSockets } from './sockets.ts';

const LOG_LINES = 100;

/** Commands to run in a container; without iproute2 in the image, they read the kernel's files. */
const inspections = {
  'resolv.conf': 'cat /etc/resolv.conf',
  hosts: 'cat /etc/hosts',
  interfaces: 'ip address 2>/dev/null || cat /proc/net/dev /proc/net/fib_trie',
  routes: '{ ip route && ip -6 route; } 2>/dev/null || cat /proc/net/route',
  neighbours: 'ip neighbour 2>/dev/null || cat /proc/net/arp',
} as const;

/** The evidence of a container, as text for people and as facts. */
export interface ContainerEvidence {
  readonly sections: readonly Section[];
  readonly facts?: ContainerFacts;
}

/** Collects the evidence of a container, from the engine and, with one exec, from inside. */
export async function collectContainer(container: RunningContainer): Promise<ContainerEvidence> {
  const { name, engine, id } = container;
  if (container.ended) return { sections: [{ of: name, text: 'stopped or removed by the behaviour' }] };
  const inspection = engine.getContainer(id).inspect();
  const sockets = runInContainer(container, socketsCommand).then((result) => parseListeningSockets(printedBy(result)));
  const within = insideOf(container, sockets);
  const sections = await Promise.all([
    section(name, 'inspect', async () => JSON.stringify(redactedInspect(await inspection, true), undefined, 2)),
    section(name, 'log', async () => {
      const log = await engine.getContainer(id).logs({ stdout: true, stderr: true, tail: LOG_LINES, timestamps: true });
      return frameReader()(log).toString('utf8');
    }),
    ...Object.entries(inspections).map(([what, script]) =>
      section(name, what, async () => printedBy(await shell(container, script))),
    ),
    section(name, 'sockets', async () =>
      (await sockets).map(({ protocol, address, port }) => `${protocol} ${address}:${port}`).join('\n'),
    ),
  ]);
  const info = await valueByNow(inspection);
  if (!info) return { sections };
  const inside = await valueByNow(within);
  return { sections, facts: { ...factsOf(container, info), ...(inside ? { inside } : {}) } };
}

/** The network state inside a container; undefined if no command could be run in it: the sections have the reason. */
async function insideOf(
  container: RunningContainer,
  sockets: Promise<ListeningSocket[]>,
): Promise<ContainerFacts['inside'] | undefined> {
  try {
    const [listening, routes, arp] = await Promise.all([
      sockets,
      shell(container, 'cat /proc/net/route'),
      shell(container, 'cat /proc/net/arp'),
    ]);
    const hasDefaultRoute = parseRoutes(printedBy(routes)).some(({ destination }) => destination === '0.0.0.0');
    return { listening, hasDefaultRoute, neighbours: parseNeighbours(printedBy(arp)) };
  } catch {
    return undefined;
  }
}

function factsOf(
  { name, identity, declaration, networkName, atStart }: RunningContainer,
  now: ContainerInspectInfo,
): ContainerFacts {
  const { alias, on } = declaration;
  return {
    name,
    identity,
    declared: {
      network: networkName,
      // on a predefined network, an engine may accept an alias and ignore it
      aliases: alias === undefined || on.kind === 'predefined' ? [] : [alias].flat(),
      ...publishedAs(declaration),
    },
    atStart: inspected(atStart),
    now: inspected(now),
  };
}

const HOST_BINDING = 'com.docker.network.bridge.host_binding_ipv4';

/** The published port and its host addresses; none where the engine may show no host port, or another address. */
export function publishedAs({ publish, publishOn, on, at }: ContainerDeclaration): Partial<ContainerFacts['declared']> {
  // the address of a LAN host is known at the start only
  if (publish === undefined || isNeverPublished(on) || isLanHost(publishOn)) return {};
  const ofEngine = at?.options.dockerd?.find((option) => option.startsWith('--ip='))?.slice('--ip='.length);
  const byDefault = on.kind === 'network' ? on.options?.[HOST_BINDING] : ofEngine;
  const addresses = publishOn || byDefault;
  return { publish, ...(addresses === undefined ? {} : { publishOn: addresses }) };
}

/** Whether an engine may show no host port for what is published, because no packet comes from the host to this network. */
function isNeverPublished(on: ContainerDeclaration['on']): boolean {
  return on.kind === 'network' && (on.internal === true || on.driver === 'macvlan' || on.driver === 'ipvlan');
}

function inspected({ NetworkSettings }: ContainerInspectInfo): Inspected {
  const networks = Object.entries(NetworkSettings.Networks).map(([network, endpoint]) => {
    const aliases = (endpoint as { Aliases?: string[] | null }).Aliases ?? [];
    return [network, { address: endpoint.IPAddress, aliases }] as const;
  });
  const bound = Object.entries(NetworkSettings.Ports ?? {}).flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => ({ port, hostAddress: HostIp, hostPort: Number(HostPort) })),
  );
  return { networks: Object.fromEntries(networks), bound };
}

function shell(container: RunningContainer, script: string): Promise<CommandResult> {
  return runInContainer(container, { words: ['sh', '-c', script], limitMs: COLLECT_LIMIT_MS });
}

function printedBy({ exitCode, stdout, stderr }: CommandResult): string {
  if (exitCode !== 0 && stdout === '') throw new Error(stderr.trim() || `exit code ${exitCode}`);
  return stdout;
}
