import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { batchLimitBytes, batchScript, readBatch } from './batch.ts';
import { FILE_LIMIT_BYTES, OUTPUT_LIMIT_BYTES } from './limits.ts';

const runBatch = (...commands: string[][]) =>
  readBatch(
    execFileSync('sh', ['-c', batchScript(commands)], { stdio: ['ignore', 'pipe', 'ignore'] }),
    commands.length,
  );

// a batch runs in containers: it reads /proc/uptime, and its programs have the options of Linux
(process.platform === 'linux' ? describe : describe.skip)('a batch (Linux)', () => {
  test('every command of a batch has its own result, in order', () => {
    expect(runBatch(['printf', 'one'], ['sh', '-c', 'echo two >&2; exit 7'], ['true'])).toMatchObject([
      { exitCode: 0, stdout: 'one', stderr: '' },
      { exitCode: 7, stdout: '', stderr: 'two\n' },
      { exitCode: 0, stdout: '', stderr: '' },
    ]);
  });

  test('every command of a batch has its own time', () => {
    const [slow, quick] = runBatch(['sleep', '2'], ['true']) ?? [];
    expect(slow?.tookMs).toBeGreaterThanOrEqual(1990);
    expect(quick?.tookMs).toBeLessThan(1900);
  });

  test('the commands run in parallel', () => {
    const waiting = 'for _ in $(seq 100); do [ -e started ] && exit 0; sleep 0.1; done; exit 1';
    expect(runBatch(['sh', '-c', waiting], ['touch', 'started'])).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
  });

  test('output that looks like the lines before it is not parsed as one of them', () => {
    expect(runBatch(['printf', '@ 0 1.00 1.01\n3 0.out\n'], ['printf', 'next'])).toMatchObject([
      { stdout: '@ 0 1.00 1.01\n3 0.out\n' },
      { stdout: 'next' },
    ]);
  });

  test('words are passed unchanged', () => {
    const hostile = `it's "$HOME" \`id\` $(id) ; & | \n * é`;
    expect(runBatch(['printf', '%s', hostile])).toMatchObject([{ stdout: hostile }]);
  });

  test('commands print English, whatever the locale of the image', () => {
    const before = process.env['LC_ALL'];
    process.env['LC_ALL'] = 'de_DE.UTF-8';
    try {
      expect(runBatch(['sh', '-c', 'printf %s "$LC_ALL"'])).toMatchObject([{ stdout: 'C' }]);
    } finally {
      if (before === undefined) delete process.env['LC_ALL'];
      else process.env['LC_ALL'] = before;
    }
  });

  test('the beginning of a long output is kept, and the next command is still parsed', () => {
    const [long, next] = runBatch(['sh', '-c', 'yes | head -c 300000'], ['printf', 'next']) ?? [];
    expect(long?.stdout).toHaveLength(OUTPUT_LIMIT_BYTES);
    expect(next).toMatchObject({ stdout: 'next' });
  });

  test('a command with endless output gets an error and does not fill the disk', () => {
    const sizes = 'yes >file 2>complaint; echo "yes ended with $?"; wc -c <file; cat complaint';
    const [endless, beside] = runBatch(['yes'], ['sh', '-c', sizes]) ?? [];
    expect(endless).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('File too large') });
    expect(beside?.stdout).toMatch(new RegExp(`^yes ended with 1\n${FILE_LIMIT_BYTES}\n.*File too large`));
  });

  test('the longest outputs are within the limit of a batch', () => {
    const noise = ['sh', '-c', 'yes | head -c 300000; yes | head -c 300000 >&2'];
    const script = batchScript([noise, noise]);
    const printed = execFileSync('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    expect(printed.length).toBeGreaterThan(4 * OUTPUT_LIMIT_BYTES);
    expect(printed.length).toBeLessThan(batchLimitBytes(2));
  });

  test('a missing command ends with 127', () => {
    expect(runBatch(['no-such-command-anywhere'])).toMatchObject([{ exitCode: 127, stdout: '' }]);
  });

  test('a batch leaves no files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dnc-batch-'));
    // mktemp creates its files there
    execFileSync('sh', ['-c', batchScript([['true'], ['false']])], {
      stdio: 'ignore',
      env: { ...process.env, TMPDIR: folder },
    });
    expect(readdirSync(folder)).toEqual([]);
    rmdirSync(folder);
  });
});

test.each([
  ['nothing', ''],
  ["an engine's complaint", 'OCI runtime exec failed: exec failed: unable to start container process\n'],
  ['an output without its sizes', '@ 0 1.00 1.01\nabc'],
  ['an output that was cut off', '@ 0 1.00 1.01\n10 0.out\n0 0.err\n10 total\nabc'],
])('%s is not a batch', (_, output) => {
  expect(readBatch(Buffer.from(output), 1)).toBeUndefined();
});
