import { run } from 'jest';

// The process that prepared the run is gone, and with it the engine that it brought up: there is nothing left to ask.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();

await run(process.argv.slice(2));
