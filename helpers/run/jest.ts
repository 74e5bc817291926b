import { run } from 'jest';

/** How long this process may go on after its last word. */
const LINGER_LIMIT_MS = 10_000;

// whoever read the output has closed it (npm start | head): the run goes on, and so do its results
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

// The process that prepared the run is gone, and with it the engine that it brought up: there is nothing left to ask.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();

await run(process.argv.slice(2));

// Everything has been judged and removed: what still keeps this process alive is a defect, and must not keep the run waiting.
setTimeout(() => {
  console.error(
    `The specs ended, but something of theirs went on for ${LINGER_LIMIT_MS / 1000} s: ${process.getActiveResourcesInfo().join(', ')}.`,
  );
  process.exit(1);
}, LINGER_LIMIT_MS).unref();
