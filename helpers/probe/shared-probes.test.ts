import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { record, takeJournal } from './journal.ts';
import { type Outcome, ProbeError } from './outcome.ts';
import { printRequest } from './request.ts';
import { sharedProbes } from './shared-probes.ts';

const outcome = (name: string): Outcome => ({
  kind: 'refused',
  from: { kind: 'container', name: 'nginx' },
  request: { kind: 'name', name, type: 'A' },
  tookMs: 1,
  evidence: { command: 'curl' },
});

const asking = (name: string) =>
  jest.fn(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return record(outcome(name), {});
  });

const broken = (): Promise<Outcome> => {
  throw new ProbeError('no curl');
};

beforeEach(() => void takeJournal());

const handed = process.env['CONFORMANCE_RUN'];

beforeAll(() => {
  process.env['CONFORMANCE_RUN'] = JSON.stringify({ engine: { kind: 'docker', version: '28.5.2' } });
});

afterAll(() => {
  if (handed === undefined) delete process.env['CONFORMANCE_RUN'];
  else process.env['CONFORMANCE_RUN'] = handed;
});

describe('questions that are asked together', () => {
  test('are put when the first answer is wanted, all of them, and once', async () => {
    const [one, other] = [asking('one'), asking('other')];
    const asked = sharedProbes({ one, other });
    expect(one).not.toHaveBeenCalled();
    await asked.one;
    await Promise.all([asked.one, asked.other]);
    expect([one, other].map((put) => put.mock.calls.length)).toEqual([1, 1]);
  });

  test('are evidence of whoever takes the answer, and of nobody else', async () => {
    const asked = sharedProbes({ one: asking('one'), other: asking('other') });
    await Promise.all([asked.one, asking('beside')()]);
    expect(
      takeJournal()
        .probes.map(({ request }) => printRequest(request))
        .toSorted(),
    ).toEqual(['A beside', 'A one']);
    await asked.other;
    expect(takeJournal().probes.map(({ request }) => printRequest(request))).toEqual(['A other']);
  });

  test('that could not be put throw for whoever wants the answer', async () => {
    const asked = sharedProbes({ one: asking('one'), broken });
    await expect(asked.one).resolves.toMatchObject({ request: { name: 'one' } });
    await expect(asked.broken).rejects.toThrow('no curl');
  });
});
