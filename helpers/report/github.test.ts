import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { HOSTILE, finding, resultsOf } from './example.ts';
import { addJobSummary, addOutputs, annotations, stopCommands, reportPlace } from './github.ts';
import { onGitHub } from './workflow-command.ts';

const entry = {
  id: 'bridge.alias-resolves',
  sentence: 'A network alias resolves to its container',
  file: 'specs/bridge/user-defined.spec.ts',
  line: 62,
  docs: '',
  needs: [],
};

test('failures are annotated on their lines, passed behaviours are not', () => {
  const results = resultsOf(
    finding(),
    finding({
      verdict: 'failed',
      failures: [{ kind: 'fact', subject: 'the load', expected: '100%', observed: 0 }],
      suspicion: 'dropped',
    }),
    finding({ verdict: 'known-difference' }),
  );
  expect(annotations(results, [entry])).toEqual([
    '::error file=specs/bridge/user-defined.spec.ts,line=62,title=bridge.alias-resolves%3A A network alias resolves to its container::the load%0Aexpected: 100%25%0Aobserved: 0%0Asuspicion: dropped',
  ]);
});

test('with the package, whose specs the repository does not have, an annotation names no file', () => {
  const [line] = annotations(resultsOf(finding({ verdict: 'error', explanation: 'gone' })), [entry], true);
  expect(line).toBe('::error title=bridge.alias-resolves%3A A network alias resolves to its container::gone');
});

test('a behaviour that is no longer in a spec is annotated on its file', () => {
  const [line] = annotations(resultsOf(finding({ verdict: 'error', explanation: 'gone' })), []);
  expect(line).toMatch(/^::error file=specs\/bridge\/user-defined\.spec\.ts,title=/);
});

test('hostile text is escaped within one workflow command', () => {
  const results = resultsOf(
    finding({ verdict: 'error', explanation: `${HOSTILE}\n::error::owned`, sentence: HOSTILE }),
  );
  const [line = ''] = annotations(results, [entry]);
  // oxlint-disable-next-line no-control-regex -- the test looks for these
  expect(line).not.toMatch(/[\u0000-\u001F]/);
});

test('workflow commands are stopped and resumed with a random token', () => {
  const [one, other] = [stopCommands(), stopCommands()];
  expect(one.stop).toBe(`::stop-commands::${one.resume.slice(2, -2)}`);
  expect(one.resume).not.toBe(other.resume);
});

test('the summary of the job names the artefact with the report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnc-github-'));
  const GITHUB_STEP_SUMMARY = join(folder, 'summary.md');
  try {
    addJobSummary(resultsOf(finding()), { GITHUB_STEP_SUMMARY });
    addJobSummary(resultsOf(finding()), { GITHUB_STEP_SUMMARY });
    expect(readFileSync(GITHUB_STEP_SUMMARY, 'utf8').match(/^# Docker Engine/gm)).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(() => addJobSummary(resultsOf(finding()), {})).not.toThrow();
});

test.each([
  [{}, '`index.html` in the report'],
  [
    { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '7' },
    '[the artefacts of this run](https://github.com/a/b/actions/runs/7#artifacts)',
  ],
  [
    {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'a/b',
      GITHUB_RUN_ID: '7',
      REPORT_ARTEFACT: 'report-trixie',
    },
    'the artefact [report-trixie](https://github.com/a/b/actions/runs/7#artifacts)',
  ],
])('the artefact is named where it is known', (environment, words) => {
  expect(reportPlace(environment)).toContain(words);
});

test('GitHub Actions is recognised', () => {
  expect(onGitHub({ GITHUB_ACTIONS: 'true' })).toBe(true);
  expect(onGitHub({})).toBe(false);
});

test('the outputs of the step are how many have each verdict, and where the report is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnc-github-'));
  const GITHUB_OUTPUT = join(folder, 'output');
  try {
    addOutputs(resultsOf(finding({ verdict: 'failed' }), finding({})), '/tmp/report\nfailed=0', { GITHUB_OUTPUT });
    expect(readFileSync(GITHUB_OUTPUT, 'utf8')).toMatch(
      /^passed=1\nfailed=1\n(?:[a-z-]+=0\n)+judged=2\nall=\d+\nreport<<([\da-f-]+)\n\/tmp\/report\nfailed=0\n\1\n$/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
