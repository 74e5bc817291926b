import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { holderOf, tryLock, withLock } from './lock.ts';
import { ownerOf } from './owner.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-test-'));
  file = join(folder, 'lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The owner that some process of this machine was which has ended. */
const gone = ownerOf(2 ** 30).replace(/-$/, '1');

test('a held lock is refused to others', () => {
  expect(tryLock(file)).toBe(true);
  expect(tryLock(file, ownerOf(process.ppid))).toBe(false);
  expect(holderOf(file)).toBe(ownerOf());
});

test('the lock of an ended process is taken over', () => {
  writeFileSync(file, gone);
  expect(holderOf(file)).toBeUndefined();
  expect(tryLock(file)).toBe(true);
  expect(holderOf(file)).toBe(ownerOf());
});

test('a lock file without an owner is taken over', () => {
  writeFileSync(file, '');
  expect(tryLock(file)).toBe(true);
});

test('no temporary file is left beside the lock', () => {
  writeFileSync(file, gone);
  tryLock(file);
  tryLock(file);
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('only one of several processes takes over a stale lock', async () => {
  writeFileSync(file, gone);
  const source = JSON.stringify(new URL('lock.ts', import.meta.url));
  // the taker's owner is this process, which is still there when the others try
  const script = `import { tryLock } from ${source}; console.log(tryLock(process.argv[1], process.argv[2]))`;
  const take = () => promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, file, ownerOf()]);
  const taken = await Promise.all([take(), take(), take(), take()]);
  expect(taken.map(({ stdout }) => stdout.trim()).toSorted()).toEqual(['false', 'false', 'false', 'true']);
});

test('a lock is held during the work, and released after it', async () => {
  await expect(withLock(file, () => Promise.resolve(readFileSync(file, 'utf8')))).resolves.toBe(ownerOf());
  expect(readdirSync(folder)).toEqual([]);
});

test('a lock is released where the work throws', async () => {
  await expect(withLock(file, () => Promise.reject(new Error('no space left')))).rejects.toThrow('no space left');
  expect(readdirSync(folder)).toEqual([]);
});

test('the second process waits for the first', async () => {
  const done: string[] = [];
  const first = Promise.withResolvers<void>();
  const both = [
    withLock(file, () => first.promise.then(() => done.push('first'))),
    withLock(file, () => Promise.resolve(done.push('second'))),
  ];
  first.resolve();
  await Promise.all(both);
  expect(done).toEqual(['first', 'second']);
});
