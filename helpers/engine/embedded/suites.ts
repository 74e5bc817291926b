import { UserError } from '../user-error.ts';

/** A Debian suite whose docker.io package can be unpacked and run. */
export interface Suite {
  /** As in `--engine debian:trixie`. */
  readonly name: string;
  readonly suite: string;
  /** The engine that the suite holds, for people: a suite moves on. */
  readonly holds: string;
  /** Packages beyond those that every suite needs. */
  readonly also: readonly string[];
}

export const suites: readonly Suite[] = [
  { name: 'debian:bookworm', suite: 'bookworm', holds: 'Docker Engine 20.10', also: [] },
  { name: 'debian:trixie', suite: 'trixie', holds: 'Docker Engine 26.1', also: ['docker-cli'] },
  // without the stand-alone sysusers, apt may choose the whole of systemd
  {
    name: 'debian:forky',
    suite: 'forky',
    holds: 'Docker Engine 28.5',
    also: ['docker-cli', 'systemd-standalone-sysusers'],
  },
  {
    name: 'debian:sid',
    suite: 'sid',
    holds: 'the newest Docker Engine of Debian',
    also: ['docker-cli', 'systemd-standalone-sysusers'],
  },
];

/** Debian stable: what a Debian user gets today. */
export const defaultSuite = 'debian:trixie';

/** What every embedded engine is unpacked from; dnsmasq is the resolver of its host, tini reaps behind it. */
export const packages = ['docker.io', 'iptables', 'nftables', 'iproute2', 'ca-certificates', 'dnsmasq-base', 'tini'];

/** The suite of an `--engine` value. Throws a UserError that lists the known ones. */
export function suiteNamed(name: string): Suite {
  const found = suites.find((suite) => suite.name === name);
  if (found) return found;
  throw new UserError(`There is no engine "${name}": choose one of ${suites.map((suite) => suite.name).join(', ')}.`);
}
