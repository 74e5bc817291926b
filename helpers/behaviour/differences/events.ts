import type { Difference } from './difference.ts';

export const events: readonly Difference[] = [];
