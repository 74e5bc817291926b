import { docker20, docker26, docker28 } from './engines.ts';
import type { TrialHost } from './host.ts';

/** A host whose daemon.json is this. */
const daemonJson = (name: string, engine: string, daemon: object, more: Partial<TrialHost> = {}): TrialHost => ({
  name,
  engine,
  daemon,
  sentence: `daemon.json is ${JSON.stringify(daemon)}`,
  ...more,
});

export const daemonHosts: readonly TrialHost[] = [
  daemonJson('ip-loopback', docker20, { ip: '127.0.0.1' }),
  daemonJson('bip', docker20, { bip: '10.200.0.1/24' }),
  daemonJson('mtu', docker20, { mtu: 1400 }),
];
void docker26;
void docker28;
