import { describe, expect, test } from '@jest/globals';
import { recordOutcome } from '../probe/journal.ts';
import type { NameOutcome, PageOutcome, SystemOutcome, UnresolvedReason } from '../probe/outcome.ts';
import { expect as expectOutcome } from './matchers.ts';

const grafana = { name: 'grafana', id: '1', identity: 'dnc-1-grafana' };

const answered: PageOutcome = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: 'part',
  by: grafana.identity,
  address: '172.18.0.3',
  from: { kind: 'container', name: 'nginx' },
  request: { kind: 'page', url: 'http://grafana:3000' },
  tookMs: 3,
  evidence: { command: 'curl http://grafana:3000' },
};

describe('an incomplete answer', () => {
  const unfinished: PageOutcome = { ...answered, kind: 'unfinished', why: 'timed out' };
  const control = { control: answered, answeredBy: grafana };

  test('does not count as an answer', async () => {
    await expect(expectOutcome(unfinished).toBeAnsweredBy(grafana)).rejects.toThrow(
      'observed: answered incompletely with 200 by',
    );
  });

  test('does not count as blocked', async () => {
    await expect(expectOutcome(unfinished).toBeBlocked(control)).rejects.toThrow('expected: no answer');
  });

  test('does not count as a control', async () => {
    const against = { control: unfinished, answeredBy: grafana };
    await expect(expectOutcome({ ...answered, kind: 'refused' }).toBeBlocked(against)).rejects.toThrow(
      'the control failed',
    );
  });
});

describe('a name', () => {
  const lookup = {
    from: { kind: 'container', name: 'nginx' },
    request: { kind: 'name', name: 'web', type: 'A' },
    tookMs: 3,
    evidence: { command: 'dig web' },
    resolver: '127.0.0.11',
  } as const;
  const found = (...addresses: string[]): NameOutcome => ({ ...lookup, kind: 'resolved', addresses });
  const unresolved = (reason: UnresolvedReason): NameOutcome => ({
    ...lookup,
    kind: 'unresolved',
    reason,
  });
  const [one, two] = [
    { name: 'one', address: '172.18.0.3' },
    { name: 'two', address: '172.18.0.4' },
  ];

  test('resolves to all of its owners, in any order', async () => {
    await expectOutcome(Promise.resolve(found('172.18.0.4', '172.18.0.3'))).toResolveTo(one, two);
  });

  test.each([
    ['to one of them only', ['172.18.0.3']],
    ['to another address as well', ['172.18.0.3', '172.18.0.4', '172.18.0.5']],
    ['twice to the same address', ['172.18.0.3', '172.18.0.4', '172.18.0.4']],
  ])('does not resolve as expected: %s', async (_, addresses) => {
    const judged = expectOutcome(Promise.resolve(found(...addresses))).toResolveTo(one, two);
    await expect(judged).rejects.toThrow('172.18.0.3 (one) and 172.18.0.4 (two), and to nothing else');
  });

  test('resolves by the system as well', async () => {
    const { resolver: _, ...sent } = lookup;
    const bySystem: SystemOutcome = { ...sent, kind: 'resolved', addresses: ['172.18.0.3'] };
    await expectOutcome(bySystem).toResolveTo(one);
    await expect(expectOutcome(bySystem).toResolveTo(two)).rejects.toThrow("172.18.0.3 by the system's resolver");
  });

  test('has no record of a type only where the server says so', async () => {
    await expectOutcome(unresolved('NODATA')).toHaveNoData();
    for (const other of [
      unresolved('NXDOMAIN'),
      unresolved('no answer'),
      unresolved('invalid answer'),
      found('fd00::1'),
    ])
      await expect(expectOutcome(other).toHaveNoData()).rejects.toThrow('expected: unresolved (NODATA)');
  });

  test('is answered at the expected address only', async () => {
    await expectOutcome(answered).toBeAnsweredBy(grafana, { at: '172.18.0.3' });
    await expect(expectOutcome(answered).toBeAnsweredBy(grafana, { at: '172.18.0.4' })).rejects.toThrow(
      'expected: answered by grafana (dnc-1-grafana) at 172.18.0.4',
    );
  });

  test('is unresolved for the expected reason only', async () => {
    const unknown: NameOutcome = { ...lookup, kind: 'unresolved', reason: 'SERVFAIL' };
    const control = { control: answered, answeredBy: grafana };
    await expectOutcome(unknown).toBeUnresolved(control);
    await expectOutcome(unknown).toBeUnresolved(control, 'SERVFAIL');
    await expect(expectOutcome(unknown).toBeUnresolved(control, 'NXDOMAIN')).rejects.toThrow(
      'expected: unresolved (NXDOMAIN)',
    );
  });

  describe('is as unknown as one that does not exist', () => {
    const control = { control: answered, answeredBy: grafana };

    test.each([
      ['NXDOMAIN of both', unresolved('NXDOMAIN'), unresolved('NXDOMAIN')],
      ['no answer, and SERVFAIL from an engine that waited for it', unresolved('SERVFAIL'), unresolved('no answer')],
      ['NXDOMAIN, where the drawn name got no answer in time', unresolved('NXDOMAIN'), unresolved('no answer')],
      ['not found by the system', unresolved('not found'), unresolved('not found')],
      ['the address of a wildcard zone', found('203.0.113.9', '203.0.113.8'), found('203.0.113.8', '203.0.113.9')],
    ])('with the same outcome: %s', async (_, outcome, ofUnknownName) => {
      await expectOutcome(outcome).toBeUnknown(ofUnknownName, control);
    });

    test.each([
      ['an address', found('172.18.0.3'), unresolved('NXDOMAIN')],
      ['another address than the wildcard zone has', found('172.18.0.3'), found('203.0.113.9')],
      ['another reason', unresolved('NODATA'), unresolved('NXDOMAIN')],
      ['an invalid answer, even where all are invalid', unresolved('invalid answer'), unresolved('invalid answer')],
      ['no answer, where there is one', unresolved('no answer'), unresolved('NXDOMAIN')],
    ])('and not with %s', async (_, outcome, ofUnknownName) => {
      await expect(expectOutcome(outcome).toBeUnknown(ofUnknownName, control)).rejects.toThrow(
        'expected: the same as a name that does not exist',
      );
    });

    test('with an answer that needed the time of an expected one, where the drawn name was answered', async () => {
      const limits: number[] = [];
      const again = async (limitMs: number) => {
        limits.push(limitMs);
        return unresolved('NXDOMAIN');
      };
      await expectOutcome(recordOutcome(unresolved('no answer'), { again })).toBeUnknown(
        unresolved('NXDOMAIN'),
        control,
      );
      await expectOutcome(recordOutcome(unresolved('no answer'), { again })).toBeUnknown(
        unresolved('no answer'),
        control,
      );
      expect(limits).toEqual([10_000]);
    });

    test('with a wildcard zone whose address times out or is unreachable', async () => {
      const silent: PageOutcome = { ...answered, kind: 'timed out', limitMs: 3000 };
      await expectOutcome(silent).toBeUnknown({ ...answered, kind: 'unreachable', what: 'host' }, control);
    });

    test('and not with a page of a container of the suite', async () => {
      await expect(expectOutcome(answered).toBeUnknown({ ...answered, by: undefined }, control)).rejects.toThrow(
        'the same as a name that does not exist',
      );
    });
  });
});
