/**
 * Judges while something is changed, and changes it back, so that the next behaviour finds the world as it was. Where
 * neither succeeds, what the judging threw is told.
 */
export async function puttingBack(back: () => Promise<void>, judge: () => Promise<void>): Promise<void> {
  try {
    await judge();
  } catch (error) {
    await back().catch(() => undefined);
    throw error;
  }
  await back();
}
