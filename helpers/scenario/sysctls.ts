import { currentRun } from '../engine/run.ts';
import type { ContainerDeclaration } from './declare.ts';

/**
 * Lets a container ping where its engine does not: Docker sets this sysctl itself, Podman only where containers.conf says
 * so. A container that shares another network namespace cannot have it.
 */
export function sysctlsOf({ on }: ContainerDeclaration): Readonly<Record<string, string>> {
  const isOwn = on.kind === 'network' || (on.kind === 'predefined' && on.mode !== 'host');
  return isOwn && currentRun().engine.kind === 'podman' ? { 'net.ipv4.ping_group_range': '0 0' } : {};
}
