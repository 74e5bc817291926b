import { describe, expect, test } from '@jest/globals';
import { faults } from './index.ts';
import { faultsPage, staleNotice } from './page.ts';
import type { FaultRecord } from './record.ts';

const record = (fault: string, about: Partial<FaultRecord> = {}): FaultRecord => ({
  fault,
  chapter: 'bridge',
  kind: 'api',
  suite: 'debian:trixie',
  engine: 'Docker Engine 26.1.5',
  scope: 'affected spec files',
  judged: 5,
  caught: true,
  failed: ['bridge.user-defined'],
  missed: [],
  unrelated: [],
  reasons: [],
  started: 0,
  ended: 6_400,
  runStarted: 0,
  commit: 'abc1234',
  digest: fault,
  ...about,
});

describe('FAULTS.md', () => {
  test('has each fault in its chapter, with the behaviours that caught it', () => {
    const page = faultsPage([record('a | fault_'), record('another', { chapter: 'structure' })]);
    expect(page).toContain('**2 of 2 faults caught**, in a run of 0.1 minutes.');
    expect(page).toContain('on 1970-01-01 at `abc1234`, on Docker Engine 26.1.5 (debian:trixie): 2.');
    expect(page.match(/^## .*/gm)).toEqual(['## structure', '## bridge']);
    expect(page).toContain(String.raw`| a \| fault\_ | bridge.user-defined | 5 | 6 s |`);
  });

  test('says what was not caught, and why', () => {
    const missed = record('one', { caught: false, failed: [], missed: ['bridge.user-defined (passed)'] });
    const unjudged = record('two', { caught: false, failed: [], problem: 'its script failed' });
    const page = faultsPage([missed, unjudged]);
    expect(page).toContain('**0 of 2 faults caught**');
    expect(page).toContain('| ✕ nothing failed; should have failed: bridge.user-defined (passed) |');
    expect(page).toContain('| ✕ not judged: its script failed |');
  });

  test('counts apart what needs a kernel option that is missing', () => {
    const [one, ...others] = faults.filter(({ device }) => device === 'ipvlan');
    const page = faultsPage(others.map(({ name, chapter }) => record(name, { chapter })));
    expect(page).toContain(
      `Not counted, because the kernel lacks an option that they need: 1 fault.\n\n- ${one?.name} (CONFIG_IPVLAN)\n`,
    );
    expect(page).toContain(`**${others.length} of ${others.length} faults caught**`);
    expect(faultsPage(faults.map(({ name, chapter }) => record(name, { chapter })))).not.toContain('Not counted');
  });

  test('says in how many runs it was made', () => {
    const page = faultsPage([
      record('one', { ended: 120_000 }),
      record('two', { runStarted: 500_000, ended: 560_000 }),
    ]);
    expect(page).toContain('in 2 runs of 2.0, 1.0 minutes');
  });
});

describe('a page that is not of the faults that there are', () => {
  const current = faults.map(({ name, chapter }) => record(name, { chapter }));

  test('is distinguished from one that is', () => {
    expect(staleNotice(faultsPage(current))).toBeUndefined();
    expect(staleNotice(faultsPage(current.slice(1)))).toContain(`lacks 1 fault ("${faults[0]?.name}")`);
    expect(staleNotice(faultsPage([...current, record('a fault of old')]))).toContain('has 1 fault ("a fault of old")');
  });
});
