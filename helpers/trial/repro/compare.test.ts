import { describe, expect, test } from '@jest/globals';
import { finding, resultsOf } from '../../report/example.ts';
import { reproScript } from '../../report/repro.ts';
import { type ReproStep, noRepro } from '../../scenario/repro/script.ts';
import { compared, printLengths, printReproduction } from './compare.ts';
import type { Marks } from './transcript.ts';
import { lanHostOf } from './own-names.ts';

const steps: ReproStep[] = [
  {
    lines: ['docker inspect …', 'docker run probe nslookup web.'],
    expected: [],
    observed: 'resolved to web',
    output: 'name',
  },
  { lines: ['docker rm repro-web'], expected: [] },
  { lines: ['docker exec a curl b'], expected: [], observed: 'refused', output: 'page' },
];

const RESOLVED = 'Name:\tweb\nAddress: 172.18.0.2\n';
const REFUSED = '* connect to 172.18.0.2 port 80 failed: Connection refused\ncurl: (7) Failed';

/** What two requests showed, without a shell. */
function reproductionOf({
  name = RESOLVED,
  page = REFUSED as string | null,
  exitCode = 0,
  leftovers = '',
  before = '/repro-3-web 172.18.0.2 \n',
  lanHost = '',
}) {
  const repro = { ...noRepro, steps, ...(lanHost ? { lanHost } : {}) };
  const [result] = resultsOf(finding({ id: 'a.b', repro })).results.tests;
  if (!result) throw new Error('there is no result');
  const script = reproScript(result, { name: 'Docker Engine', version: '28.5.2' });
  const marks = {
    before: () => before,
    plain: (text: string) => text,
    printed: (_: unknown, line: number) => {
      if (line === script.lines[0]) return { exitCode: 0, stdout: name, stderr: '' };
      return page === null ? undefined : { exitCode: 7, stdout: '', stderr: page };
    },
  } as unknown as Marks;
  const end = { exitCode, stdout: '', stderr: exitCode === 0 ? '' : 'no such image', seconds: 1 };
  return compared({ test: result, script, marks, end, number: 3, hosts: new Map(), leftovers });
}

test('equal answers to all requests are the same', () => {
  const one = reproductionOf({});
  expect(one.result).toBe('same');
  expect(one.steps.map(({ command, inTheScript }) => [command, inTheScript])).toEqual([
    ['docker run probe nslookup web.', 'resolved to web'],
    ['docker exec a curl b', 'refused'],
  ]);
  expect(printReproduction(one)).toMatch(/^✓ a\.b +2 of 2 the same {2}\d+ lines {2}1\.0 s$/);
});

test('the address of the LAN host has its name', () => {
  const name = `Name:\tweb\nAddress: ${lanHostOf(3)}\n`;
  expect(reproductionOf({ name, lanHost: 'web' }).result).toBe('same');
});

describe('is not the same', () => {
  test.each([
    [
      'another answer',
      { page: 'curl: (28) timed out\n* connect failed: Network is unreachable' },
      /in the run refused; in the script unreachable/,
    ],
    ['an address without a name', { before: '' }, /in the script resolved to 172\.18\.0\.2/],
    ['a step that was not reached', { page: null, exitCode: 125 }, /not reached\n {4}exit code 125: no such image/],
    ['what cannot be read', { page: 'nothing to tell' }, /in the script cannot be read: /],
    ['something that is left', { leftovers: 'it left the container x' }, /it left the container x/],
  ])('%s', (_, about, line) => {
    const one = reproductionOf(about);
    expect(one.result).toBe('different');
    expect(printReproduction(one)).toMatch(line);
  });
});

test('how many scripts are short is counted', () => {
  expect(printLengths([10, 60, 61, 20])).toBe(
    '3 of 4 scripts have at most 60 lines (shortest 10, median 60, nine of ten up to 61, longest 61)',
  );
});
