import { suiteCommand } from '../suite-command.ts';
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
  /** `20.10`; undefined in sid, where it moves. */
  readonly version: string | undefined;
  /** The engine as printed: `Docker Engine 20.10`, and its options. */
  readonly holds: string;
  /** Packages beyond those of every engine. */
  readonly packages: readonly string[];
  /** The packages that come from Debian's experimental, which is no suite of its own; the others are from sid. */
  readonly experimental: readonly string[];
  /** The options in its name, `icc=false`. */
  readonly options: readonly string[];
  /** The options that do not work with it, and why. */
  readonly unsupported: Readonly<Record<string, string>>;
  /** The suite whose docker-compose is used with it: bookworm has version 1 only, experimental has none. */
  readonly compose: string;
  /** The effect of these options on its host. */
  readonly host: Partial<Pick<HostOptions, 'dockerd' | 'firewall' | 'rootless' | 'beforeEngine'>>;
}

/** Without this package, apt may install all of systemd. */
const sysusers = 'systemd-standalone-sysusers';

type Release = Pick<Suite, 'engine' | 'suite' | 'version'> &
  Partial<Pick<Suite, 'packages' | 'unsupported' | 'experimental' | 'compose'>>;

/** The table of embedded engines, from which usage texts, the matrix and CI take their names and versions. */
const releases: readonly Release[] = [
  {
    engine: 'docker',
    suite: 'bookworm',
    version: '20.10',
    compose: 'trixie',
    // https://github.com/moby/moby/issues/47229
    unsupported: { firewalld: 'before Docker Engine 25, containers on internal networks do not reach each other then' },
  },
  { engine: 'docker', suite: 'trixie', version: '26.1', packages: ['docker-cli'] },
  { engine: 'docker', suite: 'forky', version: '28.5', packages: ['docker-cli', sysusers] },
  { engine: 'docker', suite: 'sid', version: undefined, packages: ['docker-cli', sysusers] },
  {
    engine: 'podman',
    suite: 'bookworm',
    version: '4.3',
    compose: 'trixie',
    unsupported: { rootless: 'its API service does not find the networks that it has created' },
  },
  { engine: 'podman', suite: 'trixie', version: '5.4' },
  { engine: 'podman', suite: 'forky', version: '5.8', packages: [sysusers] },
  { engine: 'podman', suite: 'sid', version: undefined, packages: [sysusers] },
  {
    engine: 'podman',
    suite: 'experimental',
    version: '6.1',
    compose: 'forky',
    packages: [sysusers],
    experimental: ['podman', 'netavark', 'aardvark-dns', 'golang-github-containers-common'],
  },
];

const program = { docker: 'Docker Engine', podman: 'Podman' } as const;
const prefix = { docker: 'debian', podman: 'podman' } as const;

/** Every embedded engine, Docker before Podman, the oldest first. */
export const suites: readonly Suite[] = releases.map((release) => {
  const { engine, suite, version, packages = [], unsupported = {}, experimental = [], compose = suite } = release;
  return {
    name: `${prefix[engine]}:${suite}`,
    engine,
    suite,
    version,
    holds: `${version ? `${program[engine]} ${version}` : `the newest ${program[engine]} in Debian`}${experimental.length > 0 ? " from Debian's experimental" : ''}`,
    packages,
    experimental,
    options: [],
    unsupported,
    compose,
    host: {},
  };
});

/** The embedded engine that a run uses where none is named: Debian stable's. */
export const defaultSuite = nameOf('docker', '26.1');

/** The engines that `npm run matrix` compares by default: every fixed version. */
export const matrixSuites: readonly string[] = suites.filter(({ version }) => version).map(({ name }) => name);

/** The engines that CI runs the whole test command on: every fixed version of Docker Engine. */
export const ciSuites: readonly string[] = suites
  .filter(({ engine, version }) => engine === 'docker' && version)
  .map(({ name }) => name);

/** The name of the embedded engine of a version. Throws where the table has none. */
export function nameOf(engine: Suite['engine'], version: string): string {
  const found = suites.find((suite) => suite.engine === engine && suite.version === version);
  if (!found) throw new Error(`no Debian suite in the table has ${program[engine]} ${version}`);
  return found.name;
}

const everyHost = ['iptables', 'nftables', 'iproute2', 'ca-certificates', 'dnsmasq-base', 'tini'];

const everyEngine: Record<Suite['engine'], readonly string[]> = {
  docker: ['docker.io'],
  podman: ['podman', 'netavark', 'aardvark-dns', 'crun', 'conmon', 'catatonit', 'mount'],
};

/** The packages of an embedded engine. dnsmasq is the DNS server of its host; tini reaps its zombies. */
export function packagesOf({ engine, packages }: Suite): readonly string[] {
  return [...everyEngine[engine], ...everyHost, ...packages];
}

/** The engine of an `--engine` value: a suite, and an option after each `+`. Throws a UserError. */
export function suiteNamed(name: string): Suite {
  const [base = '', ...options] = name.split('+');
  const found = suites.find((suite) => suite.name === base);
  if (!found)
    throw new UserError(
      unknownName(
        'engine',
        base,
        suites.map((suite) => suite.name),
        `${suiteCommand('engine', 'list')} names them`,
      ),
    );
  for (const option of options) {
    const why = Object.hasOwn(found.unsupported, option) ? found.unsupported[option] : undefined;
    if (why) throw new UserError(`The engine "${base}" does not support the option "${option}": ${why}.`);
  }
  const variants: Variant[] = options.map((option) => variantOf(option, found.engine));
  const dockerd = variants.flatMap((variant) => variant.dockerd ?? []);
  const firewall = variants.find((variant) => variant.firewall)?.firewall;
  const beforeEngine = variants.find((variant) => variant.beforeEngine)?.beforeEngine;
  const rootless = variants.some((variant) => variant.rootless);
  const packages = [...found.packages, ...variants.flatMap(({ engines }) => engines[found.engine] ?? [])];
  const holds = [found.holds, ...options].join(', ');
  const host = { dockerd, rootless, ...(firewall ? { firewall } : {}), ...(beforeEngine ? { beforeEngine } : {}) };
  return { ...found, name, packages, holds, options, host };
}
