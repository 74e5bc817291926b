import { badConnection } from './bad-connection.ts';
import { onSharedEngine } from './shared-engine.ts';
import type { Ending } from './ending.ts';
import { engineLost } from './engine-lost.ts';
import { fullDisk } from './full-disk.ts';
import { killed } from './killed.ts';
import { lanEndings } from './lan.ts';
import { signals } from './signals.ts';

/** Every ending of the trial. */
export const endings: readonly Ending[] = [
  ...signals,
  ...killed,
  ...lanEndings,
  ...fullDisk,
  ...engineLost,
  ...badConnection,
  ...onSharedEngine,
];
