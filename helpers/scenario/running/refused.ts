import { errorCode, errorText } from '../../engine/user-error.ts';

/** The engine refused what a scenario attempts. */
export interface Refused {
  readonly kind: 'refused';
  /** The status of its answer: 409 */
  readonly status: number;
  readonly message: string;
}

/** Does what the engine may refuse; undefined where it does it. An engine that does not answer is an error, not a refusal. */
export async function refusalOf(work: () => Promise<unknown>): Promise<Refused | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const status = errorCode(error);
    if (typeof status !== 'number') throw error;
    return { kind: 'refused', status, message: errorText(error) };
  }
}
