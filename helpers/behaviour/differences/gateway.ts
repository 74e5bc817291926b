import type { Difference } from './difference.ts';

export const gateway: readonly Difference[] = [];
