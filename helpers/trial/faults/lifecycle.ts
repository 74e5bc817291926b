import type { AnyFault } from './fault.ts';

export const lifecycle: readonly AnyFault[] = [];
