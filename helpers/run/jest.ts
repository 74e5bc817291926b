import { run } from 'jest';

/** How long this process may take to exit after Jest has ended. */
const LINGER_LIMIT_MS = 10_000;

// the reader of the output may close it (npm start | head): the run continues
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

// The process that prepared the run has ended, and with it the engine that it started.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();

// Everything is judged and removed: whatever keeps this process alive is a defect, and must not delay the run.
function endAfterLimit(): void {
  setTimeout(() => {
    console.error(
      `The specs ended, but left something running for ${LINGER_LIMIT_MS / 1000} s: ${process.getActiveResourcesInfo().join(', ')}.`,
    );
    process.exit(1);
  }, LINGER_LIMIT_MS).unref();
}

void run(process.argv.slice(2)).then(endAfterLimit);
