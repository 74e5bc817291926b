import type { Difference } from './difference.ts';

export const listing: readonly Difference[] = [];
