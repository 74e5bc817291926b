import { expect, test } from '@jest/globals';
import { type Failure, probeFailure } from '../behaviour/failure.ts';
import { ways } from '../probe/request.ts';
import { failureOf } from './example.ts';
import { groupedFailures, printGroups } from './failure-groups.ts';
import { reached } from './html/example.ts';

/** The failures of a table of ways. */
function failuresOf(...[from, to, address, parts]: Parameters<typeof reached>): Failure[] {
  const broken = reached(from, to, address, parts).filter(({ judged }) => judged?.held === false);
  return broken.map((probe) => probeFailure(probe, probe.judged?.expected ?? { kind: 'refused' }));
}

test('the ways from one to another that failed are one', () => {
  const failures = failuresOf('client', 'peer', '10.89.0.3', { expected: 'closed' });
  expect(failures).toHaveLength(ways.length);
  expect(groupedFailures(failures)).toEqual([
    {
      subject: 'from client to peer (10.89.0.3)',
      expected: 'no answer',
      observed: 'TCP, other TCP, UDP and ping answered by dnc-1a2b3c-4d5e-peer',
      evidence: 'TCP: curl  (12 ms)',
    },
  ]);
});

test('of one way, the evidence needs no name; different outcomes are apart', () => {
  const [only] = groupedFailures(failuresOf('client', 'peer', '10.89.0.3', { open: ['UDP'], expected: 'closed' }));
  expect(only).toMatchObject({ observed: 'UDP answered by dnc-1a2b3c-4d5e-peer', evidence: 'curl  (12 ms)' });
  const [unreachable, ...others] = failuresOf('client', 'peer', '10.89.0.3', { open: [] });
  const mixed = [{ ...unreachable, observed: { kind: 'unreachable', what: 'network' } } as Failure, ...others];
  expect(groupedFailures(mixed)[0]?.observed).toBe('TCP unreachable (no route), other TCP, UDP and ping timed out');
});

test('other pairs, directions, addresses, expectations and requests are apart', () => {
  const failures = [
    ...failuresOf('client', 'peer', '10.89.0.3', { expected: 'closed' }),
    ...failuresOf('peer', 'client', '10.89.0.2', { expected: 'closed' }),
    ...failuresOf('client', 'peer', 'fd00::3', { expected: 'closed' }),
    ...failuresOf('client', 'peer', 'fd00::3', { open: [] }),
    failureOf('http://peer'),
  ];
  expect(groupedFailures(failures).map(({ subject }) => subject)).toEqual([
    'from client to peer (10.89.0.3)',
    'from peer to client (10.89.0.2)',
    'from client to peer (fd00::3)',
    'from client to peer (fd00::3)',
    'from nginx: GET http://peer',
  ]);
});

test('they are printed apart', () => {
  const text = printGroups([...failuresOf('client', 'peer', '10.0.0.3', { open: [] }), failureOf('http://peer')]);
  expect(text).toContain('observed: TCP, other TCP, UDP and ping timed out\nevidence: TCP: ');
  expect(text).toContain('\n\nfrom nginx: GET http://peer\n');
});
