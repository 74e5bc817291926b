import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { finding } from '../report/example.ts';
import { saved } from '../report/site/example.ts';
import { site } from './site.ts';

let folder = '';
let printed = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnc-site-'));
  printed = '';
  jest.spyOn(console, 'log').mockImplementation((line: string) => void (printed += `${line}\n`));
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** The results of a run that began then, in a file. */
function results(start: number, verdict: 'passed' | 'failed' = 'passed'): string {
  const file = join(folder, `${start}.json`);
  writeFileSync(file, JSON.stringify(saved([finding({ verdict })], { suite: 'debian:forky' }, start).results));
  return file;
}

const read = (path: string): string => readFileSync(join(folder, 'site', path), 'utf8');
const make = (...from: string[]): Promise<number> => site({ folder: join(folder, 'site'), from });

describe('a site', () => {
  test('keeps the matrix that was the newest, and says what changed', async () => {
    await make(results(1000));
    expect(printed).toContain('1 behaviour on 1 engine; the first matrix of this site.');
    await make(results(2000, 'failed'));
    expect(printed).toContain('1 verdict has changed since the matrix before');
    expect(readdirSync(join(folder, 'site/runs'))).toEqual(['1970-01-01T00-00-01Z.json']);
    expect(JSON.parse(read('latest.json'))).toMatchObject({ earlier: ['runs/1970-01-01T00-00-01Z.json'] });
    expect(read('b/bridge.alias-resolves.html')).toContain('When a verdict changed');
  });

  test('that is made again of the same results is the same', async () => {
    await make(results(1000));
    await make(results(2000));
    const before = read('b/bridge.alias-resolves.html');
    await make(results(2000));
    expect(read('b/bridge.alias-resolves.html')).toBe(before);
    expect(readdirSync(join(folder, 'site/runs'))).toHaveLength(1);
  });

  test('refuses a matrix that is older than its newest', async () => {
    await make(results(2000));
    await expect(make(results(1000))).rejects.toThrow(
      'has a newer matrix, of 1970-01-01T00:00:02.000Z, than these results',
    );
  });

  test('does not replace the page of another site', async () => {
    mkdirSync(join(folder, 'site'));
    writeFileSync(join(folder, 'site/index.html'), 'mine');
    await expect(make(results(1000))).rejects.toThrow('has an index.html that is of no site of this suite');
    expect(read('index.html')).toBe('mine');
  });

  test('writes nothing where an earlier matrix is truncated', async () => {
    await make(results(1000));
    await make(results(2000));
    const page = read('index.html');
    writeFileSync(join(folder, 'site/runs/1970-01-01T00-00-01Z.json'), '{"schema":');
    await expect(make(results(3000))).rejects.toThrow('is not JSON, or truncated');
    expect(read('index.html')).toBe(page);
  });

  test('without its newest matrix begins anew', async () => {
    await make(results(1000));
    rmSync(join(folder, 'site/latest.json'));
    expect(await make(results(2000))).toBe(0);
    expect(printed).toMatch(/the first matrix of this site\.\n.*\n$/);
  });

  test('without results says how to get them', async () => {
    const here = process.cwd();
    process.chdir(folder);
    try {
      await expect(make()).rejects.toThrow('There is no matrix in report/matrix: run npm run matrix first');
    } finally {
      process.chdir(here);
    }
  });
});
