/** Keeps a CPU busy until the process that started this one ends, or kills it. */

const SLICE_MS = 20;

process.once('disconnect', () => process.exit());

function turn(): void {
  const end = performance.now() + SLICE_MS;
  while (performance.now() < end);
  // lets the IPC channel close in between
  setImmediate(turn);
}

turn();
