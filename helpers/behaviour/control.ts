import { ProbeError } from '../probe/outcome.ts';

/**
 * Something that a control needs, such as the address of its container: where the engine does not give it, that is
 * another behaviour's broken promise, and nothing can be said of this one.
 */
export function forControl<T>(what: () => T): T {
  try {
    return what();
  } catch (error) {
    throw new ProbeError(`the control cannot be asked: ${(error as Error).message}`);
  }
}
