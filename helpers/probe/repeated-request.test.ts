import { expect, test } from '@jest/globals';
import { readRepeated } from './repeated-request.ts';

const URL = 'http://172.18.0.2:80';
const ended = (stdout: string) => ({ exitCode: 0, stdout, stderr: '', tookMs: 2000 });

test('one answer among many requests is the outcome', () => {
  const printed = ended('      3 =0 200 dnc-1-outsider\n      2 =28 000 \n   1595 =28 000 \n');
  const { answer, answered } = readRepeated(printed, URL, 1600);
  expect(answered).toBe(3);
  expect(answer).toMatchObject({ kind: 'answered', by: 'dnc-1-outsider', address: '172.18.0.2' });
});

test('requests without an answer time out', () => {
  expect(readRepeated(ended('   1600 =28 000 \n'), URL, 1600).answer).toEqual({
    kind: 'timed out',
    limitMs: 2000,
  });
});

test.each([
  ['a request that was not sent', '   1599 =28 000 \n'],
  ['no output', ''],
  ['a request that ended with another error', '   1599 =28 000 \n      1 =35 000 \n'],
])('%s is an error', (_, stdout) => {
  expect(() => readRepeated(ended(stdout), URL, 1600)).toThrow(/1600 requests/);
});
