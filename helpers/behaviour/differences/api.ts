import type { Difference } from './difference.ts';

export const api: readonly Difference[] = [];
