import type { Difference } from './difference.ts';

export const mtu: readonly Difference[] = [];
