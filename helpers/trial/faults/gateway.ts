import type { AnyFault } from './fault.ts';

export const gateway: readonly AnyFault[] = [];
