import { frameReader } from '../engine/frames.ts';
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
  let limit: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      limit = setTimeout(() => reject(new ProbeError(`the engine did not end the program in ${limitMs} ms`)), limitMs);
      stream.on('data', (chunk: Buffer) => {
        const part = read(chunk);
        said.push(part);
        length += part.length;
        if (length > limitBytes) resolve();
      });
      stream.once('end', resolve);
      stream.once('error', reject);
    });
  } finally {
    clearTimeout(limit);
    stream.destroy?.();
  }
  return Buffer.concat(said).subarray(0, limitBytes);
}
