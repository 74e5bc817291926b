import { frameReader } from './frames.ts';
import { type Limit, withTimeout } from './timeout.ts';

/** The stream of a program's output. */
export type OutputStream = NodeJS.ReadableStream & { destroy?(): unknown };

/**
 * Reads the output and error output of a program until it ends, at most `limitBytes`, and closes the stream. Throws
 * `late()`, a TimedOut by default, once the limit has passed.
 */
export async function readOutput(
  stream: OutputStream,
  limit: Limit,
  limitBytes: number = Number.POSITIVE_INFINITY,
  late?: () => Error,
): Promise<Buffer> {
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
    await withTimeout(limit, end, late);
  } finally {
    stream.destroy?.();
  }
  return Buffer.concat(parts).subarray(0, limitBytes);
}
