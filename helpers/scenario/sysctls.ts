import { currentRun } from '../engine/run.ts';
import type { ContainerDeclaration } from './declare.ts';

/**
 * The sysctls of a container. One lets it ping where its engine does not: Docker sets this sysctl itself, Podman only
 * where containers.conf says so. A container that shares another network namespace cannot have it; where the program is of an
 * ordinary user, a behaviour is about it.
 */
export function sysctlsOf({ on, user, sysctls = {} }: ContainerDeclaration): Readonly<Record<string, string>> {
  const isOwn = on.kind === 'network' || (on.kind === 'predefined' && on.mode !== 'host');
  const ping =
    isOwn && user === undefined && currentRun().engine.kind === 'podman' ? { 'net.ipv4.ping_group_range': '0 0' } : {};
  return { ...ping, ...sysctls };
}
