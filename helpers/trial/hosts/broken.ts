import { UserError } from '../../engine/user-error.ts';
import type { FaultVerdict } from '../faults/judge.ts';
import { judge } from '../faults/judge.ts';
import { type AnyFault, behavioursFor, faults } from '../faults/index.ts';
import type { Verdicts } from './compare.ts';
import { docker26 } from './engines.ts';
import type { GroupedHost } from './host.ts';

/** A host with a setting, and the faults of its engine that must be caught there as on a plain host. */
const pairs: Readonly<Record<string, readonly string[]>> = {
  'resolver-silent': [
    'aliases are lost',
    'a container without an alias gets one',
    'disconnecting from a network does nothing',
    'stopping a container does nothing',
  ],
  ufw: [
    'internal networks are ordinary ones',
    'a port published on one address is published on all',
    'enable_icc is ignored',
  ],
  'ip-loopback': [
    "published ports lead to the container's next port",
    'an exposed port is published',
    'inspect shows no host port',
  ],
  'userns-remap': ['none is a bridge', 'host is a bridge', 'veths are taken off docker0'],
  'ipv6-disabled': ['containers of a network are isolated from each other', 'what containers send is not translated'],
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
      if (!fault) throw new UserError(`There is no fault "${wanted}": correct helpers/trial/hosts/broken.ts.`);
      return { host: { ...host, engine: fault.engine ?? docker26 }, fault };
    });
  });
}

/**
 * Judges a broken engine on a host: a behaviour that cannot be judged there need not fail, but one that promises what is
 * broken must, and none that promises something else may.
 */
export function judgeBroken(fault: AnyFault, verdicts: Verdicts): FaultVerdict {
  const plain = new Map([...verdicts].map(([id, { verdict }]) => [id, verdict]));
  const run = behavioursFor(fault).filter((id) => plain.get(id) !== 'unsupported');
  return judge(fault, plain, run);
}
