import { appendFileSync, closeSync, existsSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { currentRun } from '../engine/run.ts';
import type { BehaviourRecord } from './verdict.ts';

/** Writes a record for the report, at once, so that a process that dies later loses nothing. */
export function writeRecord(entry: BehaviourRecord): void {
  appendFileSync(join(currentRun().records, `${process.pid}.jsonl`), `${JSON.stringify(entry)}\n`);
}

/** The records of a run so far, by behaviour id. */
export function readRecords(folder: string): ReadonlyMap<string, BehaviourRecord> {
  return new RecordReader(folder).read();
}

/** Reads the records of a run again and again while they are written, and each only once: a run writes megabytes of them. */
export class RecordReader {
  private readonly folder: string;
  private readonly records = new Map<string, BehaviourRecord>();
  /** How much of each file has been read, in bytes. */
  private readonly offsets = new Map<string, number>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The records so far, by behaviour id. */
  read(): ReadonlyMap<string, BehaviourRecord> {
    const files = existsSync(this.folder) ? readdirSync(this.folder).filter((name) => name.endsWith('.jsonl')) : [];
    for (const file of files) this.readOn(join(this.folder, file));
    return this.records;
  }

  private readOn(file: string): void {
    const offset = this.offsets.get(file) ?? 0;
    const added = bytesAfter(file, offset);
    // a line that is being written is read the next time
    const whole = added.subarray(0, added.lastIndexOf('\n') + 1);
    for (const line of whole.toString().split('\n').filter(Boolean)) {
      const record = JSON.parse(line) as BehaviourRecord;
      this.records.set(record.id, record);
    }
    this.offsets.set(file, offset + whole.length);
  }
}

function bytesAfter(file: string, offset: number): Buffer {
  const { size } = statSync(file);
  const bytes = Buffer.alloc(size - offset);
  if (bytes.length === 0) return bytes;
  const descriptor = openSync(file, 'r');
  try {
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(descriptor);
  }
}
