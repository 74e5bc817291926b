import { expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { answered, exampleScene } from './example.ts';
import { explainText, parsePair, requestsOfPair } from './explain.ts';
import { judge } from './judge.ts';
import { planned } from './plan.ts';

const RULES = 'allow:\n  - { from: world, to: web, by: tcp/80 }\n  - { from: web, to: db, by: [tcp/5432, name] }';

/** The explanation of a pair in the example, by its lines. */
function linesOf(text: string, policy = RULES): string[] {
  const scene = exampleScene(policy);
  const pair = parsePair(text);
  const exchanges = answered(requestsOfPair(planned(scene), pair, scene));
  return stripVTControlCharacters(explainText(judge(scene, exchanges, new Set()), exchanges, pair, scene)).split('\n');
}

test.each([
  ['api → db tcp/5432', { from: 'api', to: 'db', way: 'tcp/5432' }],
  ['api -> db', { from: 'api', to: 'db', way: undefined }],
  ['api db', { from: 'api', to: 'db', way: undefined }],
])('%s is a pair', (text, pair) => {
  expect(parsePair(text)).toEqual(pair);
});

test.each(['', 'api', 'api db tcp/1 more'])('%j is none', (text) => {
  expect(() => parsePair(text)).toThrow('is no finding to explain');
});

test('each request with its answer, the command that sends it, and the one that looks at the target', () => {
  expect(linesOf('web → db tcp/5432')).toEqual([
    'web → db tcp/5432: passed',
    '  open',
    '  rule: network-policy.yaml:4',
    '',
    '  # from example-web-1 to example-db-1 at 172.18.0.2:5432: open',
    '  docker run --rm --network container:example-web-1 alpine nc -zv -w 4 172.18.0.2 5432',
    '  # whether it arrived: run meanwhile or afterwards',
    "  docker run --rm --network container:example-db-1 alpine sh -c 'netstat -tan | grep :5432'",
    '',
    '  # who listens there',
    '  docker run --rm --network container:example-db-1 alpine netstat -ltun',
    '',
    '  # from example-db-1 to itself, as a control at 172.18.0.2:5432: open',
    '  docker run --rm --network container:example-db-1 alpine nc -zv -w 4 172.18.0.2 5432',
  ]);
});

test('a LAN host has no link any more, so that its command names the host', () => {
  expect(linesOf('lan web')).toContain('  nc -zv -w 4 HOST 8080');
});

test('every way of a pair, where none is named', () => {
  const names = linesOf('web db').filter((line) => line.startsWith('web → db'));
  expect(names).toEqual(['web → db tcp/5432: passed', 'web → db name: passed']);
});

test('what cannot be explained', () => {
  expect(() => linesOf('webb db')).toThrow('There is no party "webb" in example; did you mean web? The parties are');
  expect(() => linesOf('web x')).toThrow('There is no party "x" in example. The parties are db, job,');
  expect(() => linesOf('web db tcp/1')).toThrow('Nothing is judged of web → db at tcp/1: it has tcp/5432, name.');
});
