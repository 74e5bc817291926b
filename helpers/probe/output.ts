import { type OutputStream, readOutput } from '../engine/read-output.ts';
import { ProbeError } from './outcome.ts';

/**
 * Reads the output and error output of a program until it ends, at most `limitBytes`. Throws a ProbeError after
 * `limitMs`.
 */
export function outputOf(stream: OutputStream, limitMs: number, limitBytes: number): Promise<Buffer> {
  const late = (): Error => new ProbeError(`the program did not end within ${limitMs} ms`);
  return readOutput(stream, { waitingFor: 'the program to end', limitMs }, limitBytes, late);
}
