import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { titleOf } from '../behaviour/evidence/section.ts';
import { printProbe } from '../probe/request.ts';
import type { ResultTest, Results } from './ctrf.ts';
import { printable } from './terminal.ts';

/** The folder of what was collected, in that of the results. */
export const EVIDENCE_FOLDER = 'evidence';

/** The failure, and every request. */
const FAILURE_FILE = 'failure.txt';

/**
 * Writes a folder for a bug report for each behaviour that failed: the failure, and what was collected of each container,
 * network and host.
 */
export function writeEvidence(folder: string, { results }: Results): void {
  const { engine } = results.environment.extra;
  for (const test of results.tests.filter(({ extra }) => extra.collected !== undefined)) {
    const to = join(folder, EVIDENCE_FOLDER, test.extra.id);
    mkdirSync(to, { recursive: true });
    writeFileSync(join(to, FAILURE_FILE), printable(failure(test, `${engine.name} ${engine.version}`)));
    const subjects = Map.groupBy(test.extra.collected ?? [], ({ of }) => of);
    for (const [subject, sections] of subjects) {
      const text = sections.map((section) => `== ${titleOf(section)}\n${section.text}\n`).join('\n');
      writeFileSync(join(to, fileName(subject)), printable(text));
    }
  }
}

function failure({ name, message = '', extra }: ResultTest, engine: string): string {
  const { id, docs, verdict, suspicion, evidence } = extra;
  const requests = evidence.map((probe) => `${printProbe(probe)}\n  ${probe.evidence.command}`);
  const suspected = suspicion ? [`suspicion: ${suspicion}`] : [];
  return [`${id}: ${name}`, docs, `${engine}: ${verdict}`, '', message, ...suspected, '', ...requests, ''].join('\n');
}

/** What was collected of `the engine's host` is in `the-engines-host.txt`. */
function fileName(subject: string): string {
  const words = subject.replaceAll("'", '').match(/\w+/g) ?? [];
  return `${words.join('-')}.txt`;
}
