import { currentRun } from '../engine/run.ts';
import type { FullAddress } from '../scenario/declare/host-part.ts';
import { lastHostAddress } from './subnet.ts';

/** The last host address of the default bridge, which an engine assigns last; undefined where it has no IPv4 subnet. */
export function addressOfDefaultBridge(): FullAddress | undefined {
  const { defaultBridge } = currentRun().engine.settings;
  const subnets = defaultBridge === 'none' ? [] : defaultBridge.subnets;
  const [address, prefix] = subnets.find((subnet) => subnet.includes('.'))?.split('/') ?? [];
  return address === undefined ? undefined : (lastHostAddress(address, Number(prefix)) as FullAddress);
}
