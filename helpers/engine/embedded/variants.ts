import { UserError } from '../user-error.ts';
import type { HostOptions } from './host-options.ts';

/** What an option makes of an engine and its host. */
export interface Variant {
  /** Options of dockerd. */
  readonly dockerd?: readonly string[];
  readonly firewall?: HostOptions['firewall'];
}

/** The ways in which an engine can be set up that change what its network does: https://docs.docker.com/reference/cli/dockerd/ */
export const variants: Readonly<Record<string, Variant>> = {
  'userland-proxy=false': { dockerd: ['--userland-proxy=false'] },
  'icc=false': { dockerd: ['--icc=false'] },
  'iptables=legacy': { firewall: 'legacy' },
  'iptables=nft': { firewall: 'nft' },
};

/** What an option of an engine's name means. Throws a UserError that lists the known ones. */
export function variantOf(option: string, engine: 'docker' | 'podman'): Variant {
  const found = Object.hasOwn(variants, option) ? variants[option] : undefined;
  if (!found)
    throw new UserError(
      `There is no option "${option}" of an embedded engine: choose one of ${Object.keys(variants).join(', ')}, as in --engine debian:trixie+icc=false.`,
    );
  if (engine === 'podman')
    throw new UserError(`The option "${option}" is one of Docker Engine, and Podman has it not.`);
  return found;
}
