import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { HOSTILE, failureOf, finding, resultsOf } from '../example.ts';
import { annotations } from '../github.ts';
import { toHtml } from '../html/report.ts';
import { toJunit } from '../junit.ts';
import { toSummary } from '../summary.ts';
import { summaryText } from '../terminal-summary.ts';
import type { ComparedBaseline } from './facts.ts';
import { baselineText } from './terminal.ts';

const findings = [
  finding({ id: 'bridge.broke', sentence: 'This broke', verdict: 'failed', failures: [failureOf('http://broke')] }),
  finding({ id: 'bridge.old', sentence: 'This is old', verdict: 'failed', failures: [failureOf('http://old')] }),
  finding({ id: 'bridge.mended', sentence: 'This passes now' }),
  finding({ id: 'bridge.new', sentence: 'This is new', verdict: 'failed', failures: [failureOf('http://new')] }),
  finding({ id: 'bridge.gone', sentence: 'This is gone', verdict: 'unsupported' }),
];

const baseline: ComparedBaseline = {
  file: 'before.json',
  engine: { kind: 'docker', name: 'Docker Engine', version: '26.1.5+dfsg1', options: ['icc=false'] },
  suite: '1.0.0',
  start: 0,
  unknown: 1,
  behaviours: [
    { id: 'bridge.broke', kind: 'new-failure', before: 'passed' },
    { id: 'bridge.old', kind: 'old-failure', before: 'failed', differently: true },
    { id: 'bridge.mended', kind: 'mended', before: 'failed' },
    { id: 'bridge.new', kind: 'not-judged-before', before: 'not run' },
    { id: 'bridge.gone', kind: 'not-judged-now', before: 'passed' },
  ],
};

function results(about: Partial<ComparedBaseline> = {}) {
  const found = resultsOf(...findings);
  Object.assign(found.results.environment.extra, { baseline: { ...baseline, ...about } });
  return found;
}

const engine = { kind: 'docker', version: '28.5.2', options: [], suite: 'debian:forky' } as const;

test('the terminal has each list, in what the baseline is another one, and the counts', () => {
  expect(stripVTControlCharacters(baselineText(baseline, results())).split('\n')).toEqual([
    '✕ 1 new failure (passed in the baseline)',
    '  bridge.broke  This broke (failed)',
    '',
    '✓ 1 passes now (failed in the baseline)',
    '  bridge.mended  This passes now (passed)',
    '',
    '≠ 1 failure as before (did not pass in the baseline)',
    '  bridge.old  This is old (failed, and not as in the baseline)',
    '',
    '○ 1 not judged before (the baseline says nothing about it)',
    '  bridge.new  This is new (failed; not run in the baseline)',
    '',
    '○ 1 no longer judged (judged in the baseline)',
    '  bridge.gone  This is gone (unsupported)',
    '',
    'The baseline is of another version: Docker Engine 26.1.5, and this is Docker Engine 28.5.2.',
    'The baseline is of other options: icc=false, and here none.',
    'The baseline was made with version 1.0.0 of the suite, and this is 1.2.3.',
    'The baseline does not have 1 behaviour of this run.',
    'The baseline has 1 behaviour that this version of the suite does not have.',
    '',
    'Compared with the baseline before.json (Docker Engine 26.1.5 on 1970-01-01): 1 new failure, 1 passes now, 1 failure as before, 1 not judged before, 1 no longer judged',
  ]);
});

test('a baseline of another engine is named, and no failure is called new', () => {
  const podman = { kind: 'podman', name: 'Podman', version: '5.4', options: [] } as const;
  const text = baselineText({ ...baseline, engine: podman, behaviours: [] }, results());
  expect(text).toContain('The baseline is of another engine: Podman 5.4, and this is Docker Engine 28.5.2.');
  expect(stripVTControlCharacters(text)).toMatch(/: no new failure$/);
});

const isIn = (text: string) => ['broke', 'old', 'new'].filter((name) => text.includes(`http://${name}`));

describe('in full', () => {
  test('is what failed, but not in the baseline: in the terminal and in the summary', () => {
    expect(isIn(summaryText(findings, engine, baseline))).toEqual(['broke', 'new']);
    expect(isIn(toSummary(results()))).toEqual(['broke', 'new']);
    expect(isIn(summaryText(findings, engine))).toEqual(['broke', 'old', 'new']);
  });

  test('the summary has the lists, too', () => {
    expect(toSummary(results())).toContain(
      '### 1 new failure (passed in the baseline)\n\n- This broke (bridge.broke): failed\n',
    );
  });

  test('annotations are errors where the run fails, and warnings for what is new', () => {
    expect(annotations(results(), []).map((line) => /^::(\w+) .*title=([\w.]+)/.exec(line)?.slice(1))).toEqual([
      ['error', 'bridge.broke'],
      ['warning', 'bridge.new'],
    ]);
  });

  test('JUnit has as failed only what fails the run', () => {
    expect(toJunit(results())).toContain('<testsuites tests="5" failures="1" errors="0" skipped="3"');
  });

  test('the report lists all', async () => {
    const page = await toHtml(results());
    expect(page).toContain('<details open><summary>1 new failure (passed in the baseline)</summary>');
    expect(page).toContain('<details><summary>1 passes now (failed in the baseline)</summary>');
  });
});

test('a hostile baseline is text', async () => {
  const hostile = results({
    file: HOSTILE,
    suite: HOSTILE,
    engine: { kind: 'docker', name: HOSTILE, version: HOSTILE, options: [HOSTILE] },
  });
  const compared = hostile.results.environment.extra.baseline as ComparedBaseline;
  expect(stripVTControlCharacters(baselineText(compared, hostile))).not.toMatch(/\p{Cc}(?<!\n)/u);
  expect(toSummary(hostile)).not.toMatch(/<script|<!--/);
  expect(await toHtml(hostile)).not.toMatch(/<script>alert|<!-- /);
});
