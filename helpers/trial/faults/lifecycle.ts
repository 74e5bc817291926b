import { engineRestarts } from './engine-restarts.ts';
import type { AnyFault } from './fault.ts';

export const lifecycle: readonly AnyFault[] = [...engineRestarts];
