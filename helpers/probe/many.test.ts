import { expect, test } from '@jest/globals';
import type { CommandResult } from './batch.ts';
import { addressesIn, differing, identitiesIn, readMany, readManyLookups } from './many.ts';

const printed = (...lines: string[]): CommandResult => ({
  exitCode: 0,
  stdout: `${lines.join('\n')}\n`,
  stderr: '',
  tookMs: 1000,
});

test('many connections are counted by target, by who answered and at which port', () => {
  const read = readMany(
    printed('open 5', 'took 0.25', '= 0 3 200 web -', '= 0 1 failed', '= 1 1 200 web 8001', '= 1 2 502 - -'),
    2,
  );
  expect(read).toEqual({
    open: 5,
    tookMs: 250,
    answers: [
      { by: { web: 3 }, failed: 1 },
      { by: { 'web at 8001': 1 }, failed: 2 },
    ],
  });
  expect(identitiesIn(read)).toEqual([['web'], ['web at 8001']]);
});

test('a program that could not run is no outcome', () => {
  expect(() => readMany({ ...printed(''), exitCode: 127, stderr: 'perl: not found' }, 1)).toThrow('perl: not found');
});

test('the answers to many queries are counted by name', () => {
  const answer = '000081800001000100000000036f6e650000010001c00c000100010000003c00040a010203';
  const read = readManyLookups(
    printed('resolver 127.0.0.11', 'took 0.50', 'again 1', `= 0 7 ${answer}`, '= 1 2 none'),
    ['one', 'other'],
  );
  expect(read).toMatchObject({ tookMs: 500, again: 1 });
  expect(addressesIn(read)).toEqual([['10.1.2.3'], ['unresolved']]);
});

test('what differs is named with what was observed instead', () => {
  expect(differing(['a', 'b', 'c', 'd'], [['a'], [], ['c', 'x']])).toEqual([
    'b, but nothing',
    'c, but c and x',
    'd, but nothing',
  ]);
});
