import { UserError } from '../user-error.ts';
import { FIREWALLD } from './firewalld.ts';
import type { HostOptions } from './host-options.ts';

/** The effect of an option on an engine and its host. */
export interface Variant {
  /** Options of dockerd. */
  readonly dockerd?: readonly string[];
  readonly firewall?: HostOptions['firewall'];
  /** Whether a user who is not root runs the engine. */
  readonly rootless?: true;
  /** A shell script that runs as root before the engine starts. */
  readonly beforeEngine?: string;
  /** The packages that it needs, by engine; an engine that is not listed has no such option. */
  readonly engines: Partial<Record<'docker' | 'podman', readonly string[]>>;
}

/**
 * The options of an embedded engine, all of which change what its network does:
 * https://docs.docker.com/reference/cli/dockerd/
 */
export const variants: Readonly<Record<string, Variant>> = {
  'userland-proxy=false': { dockerd: ['--userland-proxy=false'], engines: { docker: [] } },
  'icc=false': { dockerd: ['--icc=false'], engines: { docker: [] } },
  'iptables=legacy': { firewall: 'legacy', engines: { docker: [] } },
  'iptables=nft': { firewall: 'nft', engines: { docker: [] } },
  firewalld: { beforeEngine: FIREWALLD, engines: { docker: ['firewalld', 'dbus'] } },
  rootless: {
    rootless: true,
    engines: { docker: ['uidmap', 'rootlesskit', 'slirp4netns'], podman: ['uidmap', 'slirp4netns', 'passt'] },
  },
};

/** The effect of an option in an engine's name. Throws a UserError that lists the known options. */
export function variantOf(option: string, engine: 'docker' | 'podman'): Variant {
  const found = Object.hasOwn(variants, option) ? variants[option] : undefined;
  if (!found)
    throw new UserError(
      `An embedded engine has no option "${option}": choose from ${Object.keys(variants).join(', ')}, as in --engine debian:trixie+icc=false.`,
    );
  if (!found.engines[engine])
    throw new UserError(`The option "${option}" is for Docker Engine only: leave it out for Podman.`);
  return found;
}
