import { errorText } from './user-error.ts';

/** The engine's error where a host port is in use: of another program, or of another container. */
const TAKEN = /address already in use|port is already allocated/i;

/** Docker Engine tries ten ports at each start: enough for a thousand ports in use. */
const STARTS = 100;

/**
 * Starts a container with a host port that the engine chooses, or the caller draws. While every port that was tried is in
 * use, it is started again, because the next start tries others. `taken` matches the error. Gives the number of starts.
 */
export async function retryOnPortConflict<T>(
  start: () => Promise<T>,
  taken: RegExp = TAKEN,
): Promise<{ started: T; starts: number }> {
  for (let starts = 1; ; starts++) {
    try {
      return { started: await start(), starts };
    } catch (error) {
      if (starts === STARTS || !taken.test(errorText(error))) throw error;
    }
  }
}

/** The host port that is in use, in an engine's error; undefined where the error is another one. */
export function portTakenIn(error: string): number | undefined {
  if (!TAKEN.test(error)) return undefined;
  const [, port] = /(?:bind for|host port(?: for)?|listen (?:tcp|udp)[46]?) \S*?:(\d+)/i.exec(error) ?? [];
  return port === undefined ? undefined : Number(port);
}
