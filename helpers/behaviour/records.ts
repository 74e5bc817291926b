import { appendFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { currentRun } from '../engine/run.ts';
import type { BehaviourRecord } from './verdict.ts';

/** Writes a record for the report, at once, so that a process that dies later loses nothing. */
export function writeRecord(entry: BehaviourRecord): void {
  appendFileSync(join(currentRun().records, `${process.pid}.jsonl`), `${JSON.stringify(entry)}\n`);
}

/** The records of a run so far, by behaviour id. */
export function readRecords(folder: string): Map<string, BehaviourRecord> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [];
  const lines = files.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean));
  const entries = lines.map((line) => JSON.parse(line) as BehaviourRecord);
  return new Map(entries.map((entry) => [entry.id, entry]));
}
