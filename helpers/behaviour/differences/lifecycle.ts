import type { Difference } from './difference.ts';

export const lifecycle: readonly Difference[] = [];
