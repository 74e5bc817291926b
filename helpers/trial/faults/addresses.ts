import type { AnyFault } from './fault.ts';

export const addresses: readonly AnyFault[] = [];
