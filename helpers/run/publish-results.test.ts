import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { publishResults } from './publish-results.ts';

let folder: string;
let made: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'delivery-'));
  made = join(folder, 'made');
  mkdirSync(made);
  writeFileSync(join(made, 'results.json'), '{}');
  writeFileSync(join(made, 'junit.xml'), '<testsuites/>');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  jest.restoreAllMocks();
});

test('results are written to a folder that is created for them', () => {
  const report = join(folder, 'a', 'report');
  expect(publishResults(made, report)).toBe(0);
  expect(readdirSync(report)).toEqual(['junit.xml', 'results.json']);
  expect(readFileSync(join(report, 'results.json'), 'utf8')).toBe('{}');
});

test('the folders of an earlier run are replaced, and scripts are executable', () => {
  const report = join(folder, 'report');
  mkdirSync(join(made, 'repro'));
  writeFileSync(join(made, 'repro', 'a.sh'), '', { mode: 0o755 });
  mkdirSync(join(report, 'repro'), { recursive: true });
  writeFileSync(join(report, 'repro', 'old.sh'), '');
  expect(publishResults(made, report)).toBe(0);
  expect(readdirSync(join(report, 'repro'))).toEqual(['a.sh']);
  expect(statSync(join(report, 'repro', 'a.sh')).mode & 0o111).toBe(0o111);
});

test('a run without results is no error', () => {
  expect(publishResults(join(folder, 'nothing'), join(folder, 'report'))).toBe(0);
});

test('where they cannot be written, a sentence is printed, and no partial file is left', () => {
  const printed = jest.spyOn(console, 'error').mockReturnValue();
  const report = join(folder, 'report');
  // a folder with something in it is in the way of a file, even for root
  mkdirSync(join(report, 'results.json', 'inside'), { recursive: true });
  expect(publishResults(made, report)).toBe(1);
  expect(printed).toHaveBeenCalledWith(expect.stringMatching(/^The results cannot be written \(EISDIR.*--report\.$/));
  expect(existsSync(join(report, 'results.json.new'))).toBe(false);
});
