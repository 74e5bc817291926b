import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readTimings, timed } from './timing.ts';

const before = process.env['CONFORMANCE_RUN'];
let records: string;

beforeEach(() => {
  records = mkdtempSync(join(tmpdir(), 'dnc-timing-'));
  process.env['CONFORMANCE_RUN'] = JSON.stringify({ records });
});

afterEach(() => {
  process.env['CONFORMANCE_RUN'] = before;
  rmSync(records, { recursive: true });
});

test('the times of all scenarios are summed by part', async () => {
  await timed('start', async () => undefined);
  await timed('start', async () => new Promise((resolve) => setTimeout(resolve, 20)));
  expect(readTimings(records).start).toBeGreaterThanOrEqual(19);
  expect(readTimings(records).removal).toBe(0);
});

test('the result of the work is returned', async () => {
  await expect(timed('removal', async () => 7)).resolves.toBe(7);
});

test('the time of failed work is recorded as well', async () => {
  await expect(timed('start', async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(readTimings(records)).toEqual({ start: expect.any(Number), removal: 0 });
});

test('a run without scenarios took no time for them', () => {
  expect(readTimings(join(records, 'none'))).toEqual({ start: 0, removal: 0 });
});
