import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { validate } from 'ctrf';
import { writeEvidence } from './evidence.ts';
import { HOSTILE, finding, resultsOf } from './example.ts';
import { toJunit } from './junit.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidence-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const failed = finding({
  verdict: 'failed',
  explanation: 'the control failed',
  suspicion: "the engine's DNS",
  collected: [
    { of: 'nginx', what: 'log', text: HOSTILE },
    { of: 'nginx', what: 'routes', text: 'default via 172.18.0.1' },
    { of: "the engine's host", what: 'firewall', text: 'table ip nat {' },
  ],
});

test('a failure has a folder for a bug report: what was observed, and a file for each inspected subject', () => {
  writeEvidence(folder, resultsOf(failed, finding()));
  expect(readdirSync(join(folder, 'evidence'))).toEqual(['bridge.alias-resolves']);
  const to = join(folder, 'evidence', 'bridge.alias-resolves');
  expect(readdirSync(to).toSorted()).toEqual(['failure.txt', 'nginx.txt', 'the-engines-host.txt']);
  expect(readFileSync(join(to, 'failure.txt'), 'utf8')).toContain("\nsuspicion: the engine's DNS\n");
  const nginx = readFileSync(join(to, 'nginx.txt'), 'utf8');
  expect(nginx).toMatch(/^== nginx: log\n[^]*\n== nginx: routes\ndefault via 172\.18\.0\.1\n$/);
  // oxlint-disable-next-line no-control-regex -- these are what must not be there
  expect(nginx).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
});

test('without a failure, there is no folder', () => {
  writeEvidence(folder, resultsOf(finding()));
  expect(readdirSync(folder)).toEqual([]);
});

test('the results have the evidence and are valid CTRF, and JUnit has the suspicion', () => {
  const results = resultsOf(failed);
  expect(validate(results)).toMatchObject({ valid: true });
  expect(results.results.tests[0]?.extra.collected).toHaveLength(3);
  expect(toJunit(results)).toContain('&#10;suspicion: the engine');
});
