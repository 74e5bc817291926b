import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { onPath } from '../../engine/on-path.ts';
import { Marks } from './transcript.ts';

const folder = mkdtempSync(join(tmpdir(), 'marks-'));

afterAll(() => rmSync(folder, { recursive: true }));

function run(...lines: string[]) {
  const marks = new Marks();
  const [file, script] = [join(folder, 'marks'), join(folder, 'script')];
  marks.write(file);
  writeFileSync(script, lines.join('\n'));
  const env = { ...process.env, BASH_ENV: file };
  const { status, stdout, stderr } = spawnSync('bash', [script], { env, encoding: 'utf8' });
  return { marks, output: { exitCode: status, stdout, stderr } };
}

const withBash = onPath('bash') ? test : test.skip;

withBash('each command has its own output and exit code', () => {
  const { marks, output } = run('echo one', 'sh -c "echo two; echo error >&2; exit 7"', 'echo three');
  expect(marks.printed(output, 1, 1)).toMatchObject({ exitCode: 0, stdout: 'one\n' });
  expect(marks.printed(output, 2, 2)).toEqual({ exitCode: 7, stdout: 'two\n', stderr: 'error\n' });
  expect(marks.printed(output, 3, 3)).toMatchObject({ exitCode: 0, stdout: 'three\n' });
  expect(marks.printed(output, 4, 4)).toBeUndefined();
});

withBash('a pipe is one command, and the last one has the code of the script', () => {
  const { marks, output } = run('echo one', 'echo two | sed s/two/three/', 'exit 3');
  expect(marks.printed(output, 2, 2)?.stdout).toBe('three\n');
  expect(marks.printed(output, 3, 3)?.exitCode).toBe(3);
});

withBash('what was printed before a line, and all of it without the marks', () => {
  const { marks, output } = run('echo one', 'echo two', 'echo three');
  expect(marks.before(output, 3)).toBe('one\n\ntwo\n');
  expect(marks.plain(output.stdout)).toBe('one\n\ntwo\n\nthree');
});
