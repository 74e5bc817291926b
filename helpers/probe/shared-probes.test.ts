import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { recordOutcome, takeJournal } from './journal.ts';
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

const probe = (name: string) =>
  jest.fn(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return recordOutcome(outcome(name), {});
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

describe('shared probes', () => {
  test('are all sent once, when the first outcome is read', async () => {
    const [one, other] = [probe('one'), probe('other')];
    const shared = sharedProbes({ one, other });
    expect(one).not.toHaveBeenCalled();
    await shared.one;
    await Promise.all([shared.one, shared.other]);
    expect([one, other].map((send) => send.mock.calls.length)).toEqual([1, 1]);
  });

  test('are evidence of the behaviour that reads the outcome only', async () => {
    const shared = sharedProbes({ one: probe('one'), other: probe('other') });
    await Promise.all([shared.one, probe('beside')()]);
    expect(
      takeJournal()
        .probes.map(({ request }) => printRequest(request))
        .toSorted(),
    ).toEqual(['A beside', 'A one']);
    await shared.other;
    expect(takeJournal().probes.map(({ request }) => printRequest(request))).toEqual(['A other']);
  });

  test('that could not be sent throw where the outcome is read', async () => {
    const shared = sharedProbes({ one: probe('one'), broken });
    await expect(shared.one).resolves.toMatchObject({ request: { name: 'one' } });
    await expect(shared.broken).rejects.toThrow('no curl');
  });
});
