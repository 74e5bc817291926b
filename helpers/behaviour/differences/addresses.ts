import type { Difference } from './difference.ts';

export const addresses: readonly Difference[] = [];
