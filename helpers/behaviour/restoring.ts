/** The errors of failed restores. A disposal that throws would hide the error of the judge. */
let failures: unknown[] = [];

/** Restores what a behaviour changed when its block ends: `await using _ = restoring(() => container.start());` */
export function restoring(restore: () => Promise<void>): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => restore().catch((error: unknown) => void failures.push(error)) };
}

/** Runs a judge. Throws its error, or the first error of a failed restore. */
export async function judgeAndRestore(judge: () => Promise<void>): Promise<void> {
  failures = [];
  await judge();
  if (failures.length > 0) throw failures[0];
}
