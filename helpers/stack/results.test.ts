import { expect, test } from '@jest/globals';
import { draft } from './draft.ts';
import { answered, exampleAbout, exampleScene } from './example.ts';
import { judge } from './judge.ts';
import { planned } from './plan.ts';
import { findingsText, matrixText } from './print.ts';
import { parsePolicy } from './policy/read.ts';
import { stackAnnotations, toStackJunit, toStackResults, toStackSummary } from './results.ts';

const file = 'network-policy.yaml';
const scene = exampleScene('deny:\n  - { from: web, to: db, because: "<b>|`x`" }');
const exchanges = answered(planned(scene));
const findings = judge(scene, exchanges, new Set());
const about = { ...exampleAbout, file, start: 1, stop: 2 };

test('the matrix has a row for each sender, and a column for each target', () => {
  expect(matrixText(findings, false)).toMatchInlineSnapshot(`
"      db  mail  web
db         ·     ✗
job   ·    ·     ·
mail  ·          ✗
web   ✗    ·
lan              ✗

from the left to the top:   · closed   ✗ failed"
`);
});

test('what failed is printed with its rule, the change that mends it, and the command by hand', () => {
  expect(findingsText(findings, file)).toContain(
    [
      '✗ web → db tcp/5432: open at 172.18.0.2:5432, and a rule forbids it',
      '    rule: network-policy.yaml:3 (<b>|`x`)',
      '    first suspicion: both are on the network data: take web or db off, or have db listen where only its clients are',
      '    by hand: docker run --rm --network container:example-web-1 alpine nc -zv -w 4 172.18.0.2 5432',
    ].join('\n'),
  );
});

test('results in CTRF count each finding', () => {
  const { results } = toStackResults(findings, exchanges, about) as {
    results: { summary: Record<string, number>; tests: object[] };
  };
  expect(results.summary).toMatchObject({ tests: findings.length, failed: results.summary['failed'] });
  expect(results.tests).toContainEqual(
    expect.objectContaining({ name: 'web → db tcp/5432', status: 'failed', line: 3, filePath: file }),
  );
});

test('JUnit has a failure for each failed finding', () => {
  const junit = toStackJunit(findings, file);
  expect(junit.match(/<failure /g)).toHaveLength(findings.filter(({ verdict }) => verdict === 'failed').length);
  expect(junit).toContain('<testsuite name="db"');
});

test('the summary has no markup of others', () => {
  const summary = toStackSummary(
    findings.map((one) => ({ ...one, from: '<img>|`' })),
    '```',
    'a*b',
  );
  expect(summary).toContain('Network of a\\*b');
  expect(summary).toContain('````\n```\n````');
  expect(summary.slice(summary.indexOf('| Verdict'))).not.toMatch(/<img>|[^\\]`/);
});

test('annotations are in the line of the rule', () => {
  expect(stackAnnotations(findings, file)[0]).toMatch(/^::error file=network-policy\.yaml,line=\d+,title=/);
  expect(stackAnnotations(findings, file).join('\n')).toContain('line=3,title=web → db tcp/5432::open at');
});

test('a draft allows what is open, and reads as a policy', () => {
  const text = draft(scene.stack, exchanges);
  expect(text).toMatchInlineSnapshot(`
"# Drafted from what was open: delete what should be closed, and check again.
version: 1
project: example
allow:
  # example-db-1 at 172.18.0.3:80
  - { from: [world, db], to: web, by: tcp/80 }
  # example-web-1 at 172.18.0.2:5432
  - { from: web, to: db, by: tcp/5432 }
"
`);
  const rules = text.replace('version: 1\nproject: example\n', '');
  const again = exampleScene(rules);
  expect(judge(again, answered(planned(again)), new Set()).filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
  expect(parsePolicy(text, file).rules).toHaveLength(2);
});
