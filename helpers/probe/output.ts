import { frameReader } from '../engine/frames.ts';
import { withTimeout } from '../engine/timeout.ts';
import { ProbeError } from './outcome.ts';

/** The stream of a program's output. */
type Stream = NodeJS.ReadableStream & { destroy?(): unknown };

/**
 * Reads the output and error output of a program until it ends, at most `limitBytes`. Throws a ProbeError after
 * `limitMs`.
 */
export async function outputOf(stream: Stream, limitMs: number, limitBytes: number): Promise<Buffer> {
  const read = frameReader();
  const parts: Buffer[] = [];
  let length = 0;
  const end = new Promise<void>((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      const part = read(chunk);
      parts.push(part);
      length += part.length;
      if (length > limitBytes) resolve();
    });
    stream.once('end', resolve);
    stream.once('error', reject);
  });
  try {
    await withTimeout(
      { waitingFor: 'the program to end', limitMs },
      end,
      () => new ProbeError(`the program did not end within ${limitMs} ms`),
    );
  } finally {
    stream.destroy?.();
  }
  return Buffer.concat(parts).subarray(0, limitBytes);
}
