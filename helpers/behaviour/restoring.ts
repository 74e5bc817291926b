/** The errors of what could not be restored. A disposal that threw would hide what the judge threw before it. */
let failures: unknown[] = [];

/** Restores what a behaviour changed when its block ends: `await using _ = restoring(() => container.start());` */
export function restoring(restore: () => Promise<void>): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => restore().catch((error: unknown) => void failures.push(error)) };
}

/** Runs a judge, and throws the first failure to restore where the judge itself threw nothing. */
export async function judgedAndRestored(judge: () => Promise<void>): Promise<void> {
  failures = [];
  await judge();
  if (failures.length > 0) throw failures[0];
}
