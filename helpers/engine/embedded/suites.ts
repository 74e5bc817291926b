import { unknownName } from '../suggest.ts';
import { UserError } from '../user-error.ts';
import type { HostOptions } from './host-options.ts';
import { type Variant, variantOf } from './variants.ts';

/** An engine that can be unpacked from the packages of a Debian suite and run. */
export interface Suite {
  /** As in `--engine debian:trixie` or `--engine debian:trixie+icc=false`. */
  readonly name: string;
  readonly engine: 'docker' | 'podman';
  readonly suite: string;
  /** The engine that the suite holds, for people: a suite moves on. */
  readonly holds: string;
  /** Packages beyond those that every suite needs. */
  readonly also: readonly string[];
  /** What it is told beside what every engine is: the `icc=false` of its name. */
  readonly options: readonly string[];
  /** The options that do not work with it, and why. */
  readonly unable?: Readonly<Record<string, string>>;
  /** What these options make of its host. */
  readonly host: Partial<Pick<HostOptions, 'dockerd' | 'firewall' | 'rootless'>>;
}

const docker = (suite: string, holds: string, ...also: string[]): Suite => ({
  name: `debian:${suite}`,
  engine: 'docker',
  suite,
  holds,
  also,
  options: [],
  host: {},
});

const podman = (suite: string, holds: string, ...also: string[]): Suite => ({
  ...docker(suite, holds, ...also),
  name: `podman:${suite}`,
  engine: 'podman',
});

/** Without the stand-alone sysusers, apt may choose the whole of systemd. */
const sysusers = 'systemd-standalone-sysusers';

export const suites: readonly Suite[] = [
  docker('bookworm', 'Docker Engine 20.10'),
  docker('trixie', 'Docker Engine 26.1', 'docker-cli'),
  docker('forky', 'Docker Engine 28.5', 'docker-cli', sysusers),
  docker('sid', 'the newest Docker Engine of Debian', 'docker-cli', sysusers),
  {
    ...podman('bookworm', 'Podman 4.3'),
    unable: { rootless: 'its service does not find the networks that it has made' },
  },
  podman('trixie', 'Podman 5.4'),
  podman('forky', 'Podman 5.8', sysusers),
  podman('sid', 'the newest Podman of Debian', sysusers),
];

/** Debian stable: what a Debian user gets today. */
export const defaultSuite = 'debian:trixie';

const everyHost = ['iptables', 'nftables', 'iproute2', 'ca-certificates', 'dnsmasq-base', 'tini'];

const everyEngine: Record<Suite['engine'], readonly string[]> = {
  docker: ['docker.io'],
  podman: ['podman', 'netavark', 'aardvark-dns', 'crun', 'conmon', 'catatonit', 'mount'],
};

/** What an embedded engine is unpacked from; dnsmasq is the resolver of its host, tini reaps behind it. */
export function packagesOf({ engine, also }: Suite): readonly string[] {
  return [...everyEngine[engine], ...everyHost, ...also];
}

/**
 * The engine of an `--engine` value: a suite, and after each `+` an option. Throws a UserError that lists what there is.
 */
export function suiteNamed(name: string): Suite {
  const [base = '', ...options] = name.split('+');
  const found = suites.find((suite) => suite.name === base);
  if (!found)
    throw new UserError(
      unknownName(
        'engine',
        base,
        suites.map((suite) => suite.name),
        'npm run engine -- list names them',
      ),
    );
  for (const option of options) {
    const why = found.unable?.[option];
    if (why) throw new UserError(`The engine "${base}" does not run with the option "${option}": ${why}.`);
  }
  const variants: Variant[] = options.map((option) => variantOf(option, found.engine));
  const dockerd = variants.flatMap((variant) => variant.dockerd ?? []);
  const firewall = variants.find((variant) => variant.firewall)?.firewall;
  const rootless = variants.some((variant) => variant.rootless);
  const also = [...found.also, ...variants.flatMap(({ engines }) => engines[found.engine] ?? [])];
  const holds = [found.holds, ...options].join(', ');
  return { ...found, name, also, holds, options, host: { dockerd, rootless, ...(firewall ? { firewall } : {}) } };
}
