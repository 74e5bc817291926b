import { UserError } from '../engine/user-error.ts';

/** Runs a command and sets the exit code. A UserError is told in one sentence; anything else is a defect, with its stack. */
export async function main(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof UserError) console.error(error.message);
    else throw error;
  }
}
