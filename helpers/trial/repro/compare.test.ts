import { expect, test } from '@jest/globals';
import { finding, resultsOf } from '../../report/example.ts';
import type { ResultTest } from '../../report/ctrf.ts';
import { compared, told } from './compare.ts';

const repro = {
  build: ['RUN=repro-$$'],
  ask: ['docker exec a curl b', 'docker rm a', 'docker exec c curl d'],
  observed: ['answered by b', '', 'refused'],
  remove: [],
  hosts: [],
};
const [asked] = resultsOf(finding({ id: 'a.b', repro })).results.tests as [ResultTest];
const end = (stdout: string, exitCode: number | null = 0, stderr = '') => ({ stdout, stderr, exitCode, seconds: 1 });

test('the same answers to all questions are the same', () => {
  const one = compared(asked, end('a.b 1 → answered by b\na.b 2 → refused\n'));
  expect(one.result).toBe('same');
  expect(one.questions.map(({ number, line }) => [number, line])).toEqual([
    [1, 'docker exec a curl b'],
    [2, 'docker exec c curl d'],
  ]);
  expect(told(one)).toMatch(/^✓ a\.b +2 of 2 answered the same {2}1\.0 s$/);
});

test.each([
  [
    'another answer',
    end('a.b 1 → answered by b\na.b 2 → timed out\n', 1),
    '',
    /2\. in the run: refused; by hand: timed out/,
  ],
  [
    'a question that was not asked',
    end('a.b 1 → answered by b\n', 125, 'no such image'),
    '',
    /by hand: not asked\n {4}exit code 125: no such image/,
  ],
  [
    'another behaviour’s answers',
    end('x.y 1 → answered by b\nx.y 2 → refused\n'),
    '',
    /1\. in the run: answered by b; by hand: not asked/,
  ],
  [
    'something that is left',
    end('a.b 1 → answered by b\na.b 2 → refused\n'),
    'it left container x',
    /it left container x/,
  ],
])('%s is not the same', (_, ended, untidy, line) => {
  const one = compared(asked, ended, untidy);
  expect(one.result).toBe('different');
  expect(told(one)).toMatch(line);
});

test('a script that cannot be run says so', () => {
  const one = compared(asked, end('', 2, 'Set first to the DOCKER_HOST of an engine.\n'));
  expect(one.result).toBe('impossible');
  expect(told(one)).toMatch(/^○ a\.b .*\n {4}Set first to the DOCKER_HOST of an engine\.$/);
});
