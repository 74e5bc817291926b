import { readFileSync } from 'node:fs';
import { ProbeError } from './outcome.ts';
import { recordStep } from '../scenario/steps.ts';
import { type SendingContainer, runInContainer } from './exec.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';
import { remark } from './manual-command.ts';
import { hexadecimalOf } from './ping.ts';
import { lastLine } from './stderr.ts';

/** The program that sends a router advertisement. */
const PROGRAM = readFileSync(new URL('../../fixtures/attack/router.pl', import.meta.url), 'utf8');

/**
 * Tells a neighbour that the /64 of a prefix is on the container's link, as a router does. Throws a ProbeError where it could
 * not be sent: that takes NET_RAW, and an image with Perl.
 */
export async function advertiseRoute(container: SendingContainer, to: string, prefix: string): Promise<void> {
  const words = ['perl', '-e', PROGRAM, hexadecimalOf(to), hexadecimalOf(prefix)];
  const { exitCode, stdout, stderr } = await runInContainer(container, { words, limitMs: ANSWER_TIMEOUT_MS });
  if (exitCode !== 0 || stdout !== 'sent\n')
    throw new ProbeError(
      `no router advertisement could be sent (exit code ${exitCode}): ${lastLine(stderr) || stdout}`,
    );
  recordStep(remark(`from ${container.name}: a router advertisement to ${to}, with the prefix ${prefix}/64`));
}
