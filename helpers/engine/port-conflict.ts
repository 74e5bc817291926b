import { errorText } from './user-error.ts';

/** How an engine says that the host port which it chose by itself is another program's. */
const TAKEN = /address already in use/i;

/** Docker Engine tries ten ports at each start; a range of a thousand that is taken is beyond what users have. */
const STARTS = 100;

/**
 * Starts something that publishes at a host port of the engine's choice, again where all the ports that it tried were
 * another program's: the next start tries others. Gives how many starts it took.
 */
export async function retryOnPortConflict<T>(start: () => Promise<T>): Promise<{ started: T; starts: number }> {
  for (let starts = 1; ; starts++) {
    try {
      return { started: await start(), starts };
    } catch (error) {
      if (starts === STARTS || !TAKEN.test(errorText(error))) throw error;
    }
  }
}
