import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { RecordReader, readRecords } from './records.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'records-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (process: string, text: string) => appendFileSync(join(folder, `${process}.jsonl`), text);
const line = (id: string, verdict: string) => `${JSON.stringify({ id, verdict })}\n`;

test('reads the records of all processes while they are written', () => {
  const reader = new RecordReader(folder);
  write('1', line('dns.é', 'passed'));
  expect([...reader.read().keys()]).toEqual(['dns.é']);
  write('1', line('dns.two', 'failed'));
  write('2', line('names.one', 'passed'));
  expect([...reader.read().keys()].toSorted()).toEqual(['dns.two', 'dns.é', 'names.one']);
});

test('leaves a line that is being written to the next time', () => {
  const reader = new RecordReader(folder);
  const [begun, rest] = [line('dns.one', 'passed').slice(0, 9), line('dns.one', 'passed').slice(9)];
  write('1', begun);
  expect(reader.read().size).toBe(0);
  write('1', rest);
  expect(reader.read().get('dns.one')).toMatchObject({ verdict: 'passed' });
});

test('takes the later record of a behaviour', () => {
  const reader = new RecordReader(folder);
  write('1', line('dns.one', 'passed'));
  reader.read();
  write('1', line('dns.one', 'failed'));
  expect(reader.read().get('dns.one')).toMatchObject({ verdict: 'failed' });
  expect(readRecords(folder).get('dns.one')).toMatchObject({ verdict: 'failed' });
});

test('has no records where there is no folder yet', () => {
  expect(readRecords(join(folder, 'none')).size).toBe(0);
});
