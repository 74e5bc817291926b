import { frameReader } from '../engine/frames.ts';
import { withTimeout } from '../engine/timeout.ts';
import { ProbeError } from './outcome.ts';

/** Where an engine sends what a program says. */
type Stream = NodeJS.ReadableStream & { destroy?(): unknown };

/**
 * What a program says on both outputs until it ends, or until it has said so much: no more is read then.
 * Throws a ProbeError where it goes on for too long.
 */
export async function outputOf(stream: Stream, limitMs: number, limitBytes: number): Promise<Buffer> {
  const read = frameReader();
  const said: Buffer[] = [];
  let length = 0;
  const end = new Promise<void>((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      const part = read(chunk);
      said.push(part);
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
  return Buffer.concat(said).subarray(0, limitBytes);
}
