import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { quote } from '../engine/quote.ts';
import { type Repro, type ReproStep, noRepro } from '../scenario/repro/script.ts';
import { HOSTILE, finding, resultsOf } from './example.ts';
import { reproScript } from './repro.ts';

const engine = { name: 'Docker Engine', version: '28.5.2' };

const step = (...lines: string[]): ReproStep => ({ lines, expected: ['expected: answered by grafana'] });

function scriptOf(repro: Partial<Repro>, more: Parameters<typeof finding>[0] = {}) {
  const [result] = resultsOf(finding({ repro: { ...noRepro, ...repro }, ...more })).results.tests;
  if (!result) throw new Error('there is no result');
  return reproScript(result, engine);
}

function run(repro: Partial<Repro>) {
  // `docker` is looked for before anything else
  const script = `docker() { :; }\n${scriptOf(repro).text}`;
  return spawnSync('sh', ['-c', script], { encoding: 'utf8' });
}

describe('a script', () => {
  test('has the promise, the engine, and what is expected of each request', () => {
    const { text } = scriptOf({
      build: ['docker network create repro-net'],
      steps: [step('a=1', 'docker exec repro-nginx curl http://grafana')],
      remove: ['docker network rm repro-net'],
    });
    expect(text).toMatch(/^#!\/bin\/sh\n# bridge\.alias-resolves: .*\n# https:\/\/docs\.docker\.com\/.*\n/);
    expect(text).toContain('\n# Docker Engine 28.5.2: passed\n');
    expect(text).toMatch(
      /\nset \+e\n# expected: answered by grafana\na=1\ndocker exec repro-nginx curl http:\/\/grafana\n$/,
    );
  });

  test('reports the line of each command', () => {
    const { text, lines } = scriptOf({
      build: ['one', 'two\ntwo'],
      steps: [step('a=1', 'first'), { lines: [], expected: ['expected: more'] }, step("second <<'END'\nx\nEND")],
      remove: ['rm'],
    });
    const all = text.split('\n');
    expect(lines.map((line) => all[line - 1])).toEqual(['first', undefined, "second <<'END'"]);
  });

  test('prints what its commands print, and continues after one that fails', () => {
    const { stdout, stderr } = run({ steps: [step('false'), step('echo answer')] });
    expect(stdout).toBe('answer\n');
    expect(stderr).toContain('+ false\n');
  });

  test('ends with 2, and one sentence, where something is missing', () => {
    const { status, stdout, stderr } = run({
      needs: ["false || { echo 'Set first.' >&2; exit 2; }"],
      steps: [step('echo answer')],
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Set first\.$/m);
  });

  test('sends no request where the scenario cannot be built, and always cleans up', () => {
    const folder = mkdtempSync(join(tmpdir(), 'repro-'));
    const file = join(folder, 'removed');
    for (const build of ['true', 'false', 'kill -TERM $$']) {
      const { stdout } = run({
        build: [build],
        steps: [step('echo answer')],
        remove: [`echo ${quote(build)} >>${file}`],
      });
      expect(stdout).toBe(build === 'true' ? 'answer\n' : '');
    }
    expect(readFileSync(file, 'utf8')).toBe('true\nfalse\nkill -TERM $$\n');
    rmSync(folder, { recursive: true });
  });

  test('runs no text that a container sent', () => {
    const { text } = scriptOf(
      { steps: [{ lines: ['true'], expected: [`observed: '; echo gotcha\n$(echo gotcha)${HOSTILE}`] }] },
      { explanation: `expected\n${HOSTILE}\n$(echo gotcha)`, verdict: 'failed' },
    );
    const { stdout } = spawnSync('sh', ['-c', `docker() { :; }\n${text}`], { encoding: 'utf8' });
    expect(stdout).toBe('');
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });
});
