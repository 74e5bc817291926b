import { describe, expect, test } from '@jest/globals';
import type { PageOutcome } from '../probe/outcome.ts';
import { PromiseBroken } from '../scenario/running.ts';
import { fact } from './fact.ts';
import { ControlFailed, failureParts } from './failure.ts';
import { judgeAll } from './judging.ts';
import { recordOutcome } from '../probe/journal.ts';
import { expect as expectOutcome } from './matchers.ts';
import { judgeAndRestore, restoring } from './restoring.ts';

const nginx = { name: 'nginx', id: '1', identity: 'dnc-1-nginx' };

const answered: PageOutcome = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: '',
  by: nginx.identity,
  address: '172.18.0.2',
  from: { kind: 'container', name: 'client' },
  request: { kind: 'page', url: 'http://nginx' },
  tookMs: 3,
  evidence: { command: 'curl http://nginx' },
};
const refused: PageOutcome = { ...answered, kind: 'refused' };
const control = { control: answered, answeredBy: nginx };

const holds = (): void => fact('the driver', 'bridge').is('bridge');
const fails = (): void => fact('the driver', 'macvlan').is('bridge');

/** The subjects of what failed. */
async function subjectsOf(judge: () => Promise<void>): Promise<string[]> {
  const { failures } = await judgeAll(judge);
  return failures.map((failure) => failureParts(failure).subject);
}

test('an expectation that does not hold is collected, and the next one is judged', async () => {
  const subjects = await subjectsOf(async () => {
    fails();
    await expectOutcome(refused).toBeAnsweredBy(nginx);
    holds();
    await expectOutcome(answered).toBeBlocked(control);
    fact('the subnets', ['a']).excludes('a');
  });
  expect(subjects).toEqual([
    'the driver',
    'from client: GET http://nginx',
    'from client: GET http://nginx',
    'the subnets',
  ]);
});

test('nothing fails where every expectation holds', async () => {
  expect(await judgeAll(async () => holds())).toEqual({ failures: [] });
});

test('a behaviour without an expectation ends with an error', async () => {
  const { failures, ended } = await judgeAll(async () => undefined);
  expect(failures).toEqual([]);
  expect(ended?.error).toMatchObject({ message: expect.stringContaining('made no expectation') });
});

test('a value that cannot be read is a failure after those before it, and ends the judging', async () => {
  const subjects = await subjectsOf(async () => {
    fails();
    throw new PromiseBroken({ subject: 'the address', expected: 'an address', observed: undefined });
  });
  expect(subjects).toEqual(['the driver', 'the address']);
});

describe('an error after a failure does not hide it', () => {
  test.each<[string, () => Promise<void>, string]>([
    [
      'a control that fails',
      () => expectOutcome(refused).toBeBlocked({ ...control, control: refused }),
      'ControlFailed',
    ],
    ['an error of the behaviour', () => Promise.reject(new TypeError('no address')), 'TypeError'],
  ])('%s', async (_, fail, name) => {
    const { failures, ended } = await judgeAll(async () => {
      fails();
      await fail();
    });
    expect(failures).toMatchObject([{ subject: 'the driver' }]);
    expect(ended?.error).toMatchObject({ name });
  });

  test('a change that cannot be restored', async () => {
    const { failures, ended } = await judgeAll(() =>
      judgeAndRestore(async () => {
        await using _ = restoring(() => Promise.reject(new Error('stuck')));
        fails();
      }),
    );
    expect(failures).toMatchObject([{ subject: 'the driver' }]);
    expect(ended?.error).toMatchObject({ message: 'stuck' });
  });
});

test('a control that fails first is an error without a failure', async () => {
  const { failures, ended } = await judgeAll(() =>
    expectOutcome(refused).toBeBlocked({ ...control, control: refused }),
  );
  expect(failures).toEqual([]);
  expect(ended?.error).toBeInstanceOf(ControlFailed);
});

test('what a judge finds after its end belongs to no other one', async () => {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const late = async (): Promise<void> => {
    await ended;
    fact('the scope', 'global').is('local');
  };
  const first = await judgeAll(async () => {
    void late();
    holds();
  });
  const second = await judgeAll(async () => {
    end();
    await ended;
    holds();
  });
  expect([first, second]).toEqual([{ failures: [] }, { failures: [] }]);
});

test('a request that a known difference answers is sent again before its silence is believed', async () => {
  const silent: PageOutcome = { ...answered, kind: 'timed out', limitMs: 1500 };
  const once = recordOutcome(silent, { again: async () => answered });
  const judge = () => expectOutcome(once).toBeBlocked({ control: answered, answeredBy: nginx });
  expect(await judgeAll(judge)).toEqual({ failures: [] });
  const { failures } = await judgeAll(judge, () => true);
  expect(failures).toMatchObject([{ observed: { kind: 'answered' } }]);
});
