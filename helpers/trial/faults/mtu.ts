import type { AnyFault } from './fault.ts';

export const mtu: readonly AnyFault[] = [];
