import type { AnyFault } from './fault.ts';

export const interfaces: readonly AnyFault[] = [];
