import { countArriving, dropArriving } from '../engine/lab/wire.ts';
import type { LabEngine } from '../engine/lab/lab-engine.ts';
import type { RunningEngineHost } from '../scenario/hosts.ts';
import { ProbeError } from './outcome.ts';

/** What can be seen and done at the card of a lab's host, where packets come in. */
export interface WireVantage {
  /** Does `work`, and tells how many packets of each kind came in meanwhile. A kind is as nft matches it. */
  count<T, K extends string>(
    kinds: Record<K, string>,
    work: () => Promise<T>,
  ): Promise<readonly [T, Record<K, number>]>;
  /** Does `work`, while packets of this kind that come in are dropped. */
  without<T>(kind: string, work: () => Promise<T>): Promise<T>;
}

/** The link of a host that the suite brought up: on a user's own host, nothing is dropped. */
export function fromWireOf({ name, lab }: RunningEngineHost): WireVantage {
  const host = (): LabEngine => {
    if (!lab) throw new ProbeError(`the packets of ${name} cannot be looked at: it is no host of the suite's`);
    return lab;
  };
  return {
    count: async (kinds, work) => countArriving(host(), kinds, work),
    without: async (kind, work) => dropArriving(host(), [kind], work),
  };
}
