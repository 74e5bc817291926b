import { describe, test } from '@jest/globals';
import type { NameOutcome, PageOutcome } from '../probe/outcome.ts';
import { expect } from './matchers.ts';

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

describe('an answer that begins and has no end', () => {
  const unfinished: PageOutcome = { ...answered, kind: 'unfinished', why: 'timed out' };
  const control = { control: answered, answeredBy: grafana };

  test('is no answer', async () => {
    await expect(expect(unfinished).toBeAnsweredBy(grafana)).rejects.toThrow(
      'observed: answered incompletely with 200 by',
    );
  });

  test('is not the silence of what is blocked', async () => {
    await expect(expect(unfinished).toBeBlocked(control)).rejects.toThrow('expected: no answer');
  });

  test('is no control', async () => {
    const against = { control: unfinished, answeredBy: grafana };
    await expect(expect({ ...answered, kind: 'refused' }).toBeBlocked(against)).rejects.toThrow('the control failed');
  });
});

describe('a name', () => {
  const asked = {
    from: { kind: 'container', name: 'nginx' },
    request: { kind: 'name', name: 'web', type: 'A' },
    tookMs: 3,
    evidence: { command: 'dig web' },
    resolver: '127.0.0.11',
  } as const;
  const found = (...addresses: string[]): NameOutcome => ({ ...asked, kind: 'resolved', addresses });
  const unresolved = (reason: 'NXDOMAIN' | 'SERVFAIL' | 'NODATA' | 'no answer'): NameOutcome => ({
    ...asked,
    kind: 'unresolved',
    reason,
  });
  const [one, two] = [
    { name: 'one', address: '172.18.0.3' },
    { name: 'two', address: '172.18.0.4' },
  ];

  test('leads to all of those that it should lead to, in whichever order', async () => {
    await expect(Promise.resolve(found('172.18.0.4', '172.18.0.3'))).toResolveTo(one, two);
  });

  test.each([
    ['to one of them only', ['172.18.0.3']],
    ['to somebody else as well', ['172.18.0.3', '172.18.0.4', '172.18.0.5']],
    ['twice to the same', ['172.18.0.3', '172.18.0.4', '172.18.0.4']],
  ])('does not, where it leads %s', async (_, addresses) => {
    const judged = expect(Promise.resolve(found(...addresses))).toResolveTo(one, two);
    await expect(judged).rejects.toThrow('172.18.0.3 (one) and 172.18.0.4 (two), and to nothing else');
  });

  test('is unresolved for the reason that is promised, and for no other', async () => {
    const unknown: NameOutcome = { ...asked, kind: 'unresolved', reason: 'SERVFAIL' };
    const control = { control: answered, answeredBy: grafana };
    await expect(unknown).toBeUnresolved(control);
    await expect(unknown).toBeUnresolved(control, 'SERVFAIL');
    await expect(expect(unknown).toBeUnresolved(control, 'NXDOMAIN')).rejects.toThrow(
      'expected: unresolved (NXDOMAIN)',
    );
  });

  describe('is as unknown as one that nobody has', () => {
    const control = { control: answered, answeredBy: grafana };

    test.each([
      ['NXDOMAIN of both', unresolved('NXDOMAIN'), unresolved('NXDOMAIN')],
      [
        'silence, and the word of an engine that waited for long enough',
        unresolved('SERVFAIL'),
        unresolved('no answer'),
      ],
      ['the address of a wildcard zone', found('203.0.113.9', '203.0.113.8'), found('203.0.113.8', '203.0.113.9')],
    ])('where it gets the same: %s', async (_, asker, ofUnknownName) => {
      await expect(asker).toBeUnknown(ofUnknownName, control);
    });

    test.each([
      ['an address', found('172.18.0.3'), unresolved('NXDOMAIN')],
      ['another address than the wildcard zone has', found('172.18.0.3'), found('203.0.113.9')],
      ['another reason', unresolved('NODATA'), unresolved('NXDOMAIN')],
      ['no answer, where there is one', unresolved('no answer'), unresolved('NXDOMAIN')],
    ])('and not where it gets %s', async (_, asker, ofUnknownName) => {
      await expect(expect(asker).toBeUnknown(ofUnknownName, control)).rejects.toThrow(
        'expected: the same as a name that nobody has',
      );
    });

    test('and where nobody is at the address of a wildcard zone, whichever way that is seen', async () => {
      const silent: PageOutcome = { ...answered, kind: 'timed out', limitMs: 3000 };
      await expect(silent).toBeUnknown({ ...answered, kind: 'unreachable', what: 'host' }, control);
    });

    test('and a page of a container of the suite is none of an unknown name', async () => {
      await expect(expect(answered).toBeUnknown({ ...answered, by: undefined }, control)).rejects.toThrow(
        'the same as a name that nobody has',
      );
    });
  });
});
