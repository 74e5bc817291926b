import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const BUSY = fileURLToPath(new URL('busy.ts', import.meta.url));

/** Does `work` while `count` processes keep a CPU busy each; they end with it, and with this process. */
export async function withLoad<T>(count: number, work: () => Promise<T>): Promise<T> {
  const busy = Array.from({ length: count }, () =>
    spawn(process.execPath, [BUSY], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  );
  try {
    return await work();
  } finally {
    await Promise.all(busy.map(ended));
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = once(child, 'exit');
  child.kill('SIGKILL');
  await end;
}
