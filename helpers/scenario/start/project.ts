import { randomInt } from 'node:crypto';
import { drawSubnet } from '../addressing.ts';
import { type ComposeDeclaration, externalNetworks } from '../declare/compose.ts';
import { uniqueLocalSubnet } from '../declare/network.ts';
import { freeHostPorts, freePorts } from '../ports.ts';
import { RunningProject } from '../running/project.ts';
import type { ScenarioParts } from './scenario-parts.ts';

/** How many consecutive host ports a Compose file can name. */
const PORTS = 4;

/** Starts a project after the networks of the scenario that it joins; one that is for `later` is only prepared. */
export async function startProject(
  declared: ComposeDeclaration,
  parts: ScenarioParts,
  onPrepared: (project: RunningProject) => void,
): Promise<RunningProject> {
  const engineName = parts.engineNameOf(declared);
  const [{ engine }, external, hostPorts, values] = await Promise.all([
    parts.hostAt(undefined),
    Promise.all(
      externalNetworks(declared).map(async (network) => [network, await parts.startRequired(network)] as const),
    ),
    freePorts(),
    valuesOf(declared, engineName),
  ]);
  const project = new RunningProject({
    name: parts.nameOf(declared),
    engineName,
    declaration: declared,
    engine,
    values,
    hostPorts,
    external: new Map(external),
  });
  onPrepared(project);
  if (!declared.later) await project.up();
  return project;
}

/** The first three numbers of a free subnet. */
function drawNet(): string {
  return drawSubnet(24).replace(/\.0\/24$/, '');
}

async function valuesOf({ file }: ComposeDeclaration, project: string): Promise<Record<string, string>> {
  const text = JSON.stringify(file);
  const { first } = text.includes('${PORT') ? await freeHostPorts(PORTS) : { first: randomInt(PORTS) };
  return {
    PROJECT: project,
    PORT: String(first),
    PORT_2: String(first + 1),
    PORT_3: String(first + 2),
    PORT_4: String(first + 3),
    ...(text.includes('${NET6') ? { NET6: uniqueLocalSubnet(true).replace('::/64', '') } : {}),
    ...(text.includes('${NET') ? { NET: drawNet(), NET_2: drawNet() } : {}),
  };
}
