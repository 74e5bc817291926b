import type { Difference } from './difference.ts';

export const links: readonly Difference[] = [];
