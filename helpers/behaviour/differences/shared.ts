import type { Difference } from './difference.ts';

export const shared: readonly Difference[] = [];
