import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { makeFolder } from './make-folder.ts';

const temporary = mkdtempSync(join(tmpdir(), 'folder-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const REMEDY = 'name another folder with --report';

test('a folder is made with those above it, and one that exists is left', () => {
  const folder = join(temporary, 'one', 'two');
  makeFolder(folder, REMEDY);
  makeFolder(folder, REMEDY);
  expect(statSync(folder).isDirectory()).toBe(true);
});

test.each([['file'], ['file/inside']])('%s is refused with the reason and the remedy', (name) => {
  writeFileSync(join(temporary, 'file'), '');
  const refused = () => makeFolder(join(temporary, name), REMEDY);
  expect(refused).toThrow(`cannot be written to (there is a file of that name): ${REMEDY}.`);
});

test('an empty name is refused', () => {
  expect(() => makeFolder('', REMEDY)).toThrow(`An empty name is no folder: ${REMEDY}.`);
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a file system that creates no folder is refused, and nothing hangs', () => {
  expect(() => makeFolder('/proc/none/inside', REMEDY)).toThrow('The folder /proc/none/inside cannot be written to');
});
