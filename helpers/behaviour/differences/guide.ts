import type { Difference } from './difference.ts';

/** Of the behaviours that the guide promises. */
export const guide: readonly Difference[] = [];
