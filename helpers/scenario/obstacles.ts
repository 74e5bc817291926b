import type { Fingerprint } from '../engine/identify.ts';
import type { Obstacle } from '../engine/unsupported.ts';
import { currentRun } from '../engine/run.ts';
import type { ComposeDeclaration, ContainerDeclaration, Declaration } from './declare.ts';

type Engine = Pick<Fingerprint, 'settings' | 'surroundings'>;

/**
 * Why the user's engine cannot run a part of a scenario, because of its host or configuration: the part is left out, and
 * behaviours that use it are unsupported. Lab hosts have no obstacles.
 */
export function obstacleTo(declared: Declaration, engine: Engine): Obstacle | undefined {
  if (declared.kind === 'attempt') return ofContainer(declared.container, engine);
  if (declared.kind === 'network-attempt') return obstacleTo(declared.network, engine);
  if (declared.kind === 'container') return ofContainer(declared, engine);
  if (declared.kind === 'compose') return ofProject(declared, engine);
  if (declared.kind !== 'network' || declared.at || declared.across.length > 0) return undefined;
  const hasIpv6 = declared.subnet6 !== undefined || declared.chosenSubnet6 === true || declared.ipv4 === false;
  const isOff = hasIpv6 && engine.surroundings.ipv6 === false;
  return isOff ? { need: 'ipv6' } : undefined;
}

function ofContainer({ on, at, alsoOn = [] }: ContainerDeclaration, engine: Engine): Obstacle | undefined {
  if (at) return undefined;
  if (on.kind === 'network') {
    const networks = [on, ...alsoOn.map((attachment) => attachment.on)];
    return networks.map((network) => obstacleTo(network, engine)).find((found) => found !== undefined);
  }
  if (on.kind === 'shared') return ofContainer(on.of, engine);
  if (on.mode === 'host' && engine.surroundings.hostNetworkRefused !== undefined) return { need: 'host-network' };
  if (on.mode === 'bridge' && engine.settings.defaultBridge === 'none') return { need: 'default-bridge' };
  return undefined;
}

function ofProject({ file }: ComposeDeclaration, { surroundings }: Engine): Obstacle | undefined {
  const { compose } = currentRun();
  if (!compose || !('version' in compose)) return { need: 'docker-compose' };
  const usesHost = Object.values(file.services).some((service) => service.network_mode === 'host');
  if (usesHost && surroundings.hostNetworkRefused !== undefined) return { need: 'host-network' };
  const usesIpv6 = Object.values(file.networks ?? {}).some((network) => network.enable_ipv6 === true);
  return usesIpv6 && surroundings.ipv6 === false ? { need: 'ipv6' } : undefined;
}
