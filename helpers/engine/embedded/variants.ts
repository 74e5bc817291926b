import { UserError } from '../user-error.ts';
import type { HostOptions } from './host-options.ts';

/** What an option makes of an engine and its host. */
export interface Variant {
  /** Options of dockerd. */
  readonly dockerd?: readonly string[];
  readonly firewall?: HostOptions['firewall'];
  /** Whether a user who is not root runs the engine. */
  readonly rootless?: true;
  /** The packages that it takes, by engine; an engine that is not among them has no such option. */
  readonly engines: Partial<Record<'docker' | 'podman', readonly string[]>>;
}

/** The ways in which an engine can be set up that change what its network does: https://docs.docker.com/reference/cli/dockerd/ */
export const variants: Readonly<Record<string, Variant>> = {
  'userland-proxy=false': { dockerd: ['--userland-proxy=false'], engines: { docker: [] } },
  'icc=false': { dockerd: ['--icc=false'], engines: { docker: [] } },
  'iptables=legacy': { firewall: 'legacy', engines: { docker: [] } },
  'iptables=nft': { firewall: 'nft', engines: { docker: [] } },
  rootless: {
    rootless: true,
    engines: { docker: ['uidmap', 'rootlesskit', 'slirp4netns'], podman: ['uidmap', 'slirp4netns', 'passt'] },
  },
};

/** What an option of an engine's name means. Throws a UserError that lists the known ones. */
export function variantOf(option: string, engine: 'docker' | 'podman'): Variant {
  const found = Object.hasOwn(variants, option) ? variants[option] : undefined;
  if (!found)
    throw new UserError(
      `There is no option "${option}" of an embedded engine: choose one of ${Object.keys(variants).join(', ')}, as in --engine debian:trixie+icc=false.`,
    );
  if (!found.engines[engine])
    throw new UserError(`The option "${option}" is one of Docker Engine, and Podman has it not.`);
  return found;
}
