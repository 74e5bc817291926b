import { UserError } from '../../engine/user-error.ts';
import type { FaultVerdict } from '../faults/judge.ts';
import { judge } from '../faults/judge.ts';
import { type AnyFault, behavioursFor, expectedUnder, faults } from '../faults/index.ts';
import type { Verdicts } from './deviations.ts';
import { docker26 } from './engines.ts';
import type { GroupedHost } from './host.ts';

/** A host with a setting, and the faults of its engine that must be caught there as on a plain host. */
const pairs: Readonly<Record<string, readonly string[]>> = {
  'dns-no-answer': [
    'aliases are dropped',
    'a container without an alias is given one',
    'docker network disconnect does nothing',
    'docker stop does nothing',
  ],
  ufw: [
    'internal networks are ordinary networks',
    'a port published on one address is open on all',
    'enable_icc is ignored',
  ],
  'ip-loopback': [
    'published ports forward to the next container port',
    'an exposed port is published',
    'inspect shows no host port',
  ],
  'userns-remap': ['none is the default bridge', 'host is the default bridge', 'veths are detached from docker0'],
  'ipv6-disabled': [
    'containers on user-defined bridges are isolated from each other',
    'packets from containers are not masqueraded',
  ],
};

/** An engine that is broken, on a host with a setting. */
export interface BrokenHost {
  readonly host: GroupedHost;
  readonly fault: AnyFault;
}

/** Every pair of a host and a fault; the engine is the one that the faults were written for. */
export function brokenHosts(hosts: readonly GroupedHost[]): BrokenHost[] {
  return Object.entries(pairs).flatMap(([name, names]) => {
    const host = hosts.find((one) => one.name === name);
    if (!host) throw new UserError(`There is no host "${name}" to break an engine on: correct helpers/trial/hosts.`);
    return names.map((wanted) => {
      const fault = faults.find((one) => one.name === wanted);
      if (!fault) throw new UserError(`There is no fault "${wanted}": correct helpers/trial/hosts/broken-hosts.ts.`);
      return { host: { ...host, engine: fault.engine ?? docker26 }, fault };
    });
  });
}

/**
 * Judges a broken engine on a host: every behaviour that the fault must fail fails, unless it is unsupported there, and no
 * other does.
 */
export function judgeBroken(fault: AnyFault, verdicts: Verdicts): FaultVerdict {
  const plain = new Map([...verdicts].map(([id, { verdict }]) => [id, verdict]));
  const run = behavioursFor(fault).filter((id) => plain.get(id) !== 'unsupported');
  return judge(expectedUnder(fault), plain, run);
}
