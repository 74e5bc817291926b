import { expect, test } from '@jest/globals';
import { readRepeated } from './repeated-request.ts';

const URL = 'http://172.18.0.2:80';
const ended = (stdout: string) => ({ exitCode: 0, stdout, stderr: '', tookMs: 2000 });

test('one answer among many requests is the outcome', () => {
  const printed = ended(
    '      2 =0.002 0 200 dnc-1-outsider\n      1 =0.019 0 200 dnc-1-outsider\n   1597 =0.000 28 000 \n',
  );
  const { answer, answered, eachTookMs } = readRepeated(printed, URL, 1600);
  expect(answered).toBe(3);
  expect(eachTookMs).toBe(8);
  expect(answer).toMatchObject({ kind: 'answered', by: 'dnc-1-outsider', address: '172.18.0.2' });
});

test('requests without an answer time out', () => {
  expect(readRepeated(ended('   1600 =0.000 28 000 \n'), URL, 1600).answer).toEqual({
    kind: 'timed out',
    limitMs: 200,
  });
});

test.each([
  ['a request that was not sent', '   1599 =0.000 28 000 \n'],
  ['no output', ''],
  ['a request that ended with another error', '   1599 =0.000 28 000 \n      1 =0.000 35 000 \n'],
])('%s is an error', (_, stdout) => {
  expect(() => readRepeated(ended(stdout), URL, 1600)).toThrow(/1600 requests/);
});
