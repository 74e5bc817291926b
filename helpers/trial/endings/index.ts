import { badLine } from './bad-line.ts';
import { company } from './company.ts';
import type { Ending } from './ending.ts';
import { engineLost } from './engine-lost.ts';
import { fullDisk } from './full-disk.ts';
import { killed } from './killed.ts';
import { signals } from './signals.ts';

/** Every ending that a run is put to. */
export const endings: readonly Ending[] = [...signals, ...killed, ...fullDisk, ...engineLost, ...badLine, ...company];
