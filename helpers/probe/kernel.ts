import { runIn } from '../engine/lab/namespace.ts';
import type { RunningEngineHost } from '../scenario/hosts.ts';
import { ProbeError } from './outcome.ts';

/** How many packets the kernel of a lab host has dropped because it could not encrypt them: it has no key, or no ESP. */
export async function notEncrypted({ name, lab }: RunningEngineHost): Promise<number> {
  if (!lab) throw new ProbeError(`the counters of the kernel of ${name} cannot be read, because it is not a lab host`);
  // a kernel may be built without these counters
  const counters = await runIn(lab.pid, ['sh', '-c', 'cat /proc/net/xfrm_stat || :']);
  const counted = [...counters.matchAll(/^(?:XfrmOut\w+|XfrmAcquireError)\s+(\d+)$/gm)];
  return counted.reduce((sum, [, packets]) => sum + Number(packets), 0);
}
