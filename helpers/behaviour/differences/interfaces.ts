import type { Difference } from './difference.ts';

export const interfaces: readonly Difference[] = [];
