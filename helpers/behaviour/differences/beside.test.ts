import { describe, expect, test } from '@jest/globals';
import { alwaysShown, knownOn, shownOf } from './beside.ts';
import type { Difference, Seen } from './difference.ts';
import { isMeasured } from './measured.ts';

const ID = 'bridge.alias-resolves';

const failure: Seen = { request: 'from nginx: GET http://grafana:3000', observed: 'timed out' };

const difference = (about: Partial<Difference> = {}): Difference => ({
  id: ID,
  engine: 'podman',
  instead: 'the name does not resolve',
  seen: [failure],
  evidence: 'https://github.com/containers/podman/issues/1',
  ...about,
});

const podman = (version: string, options: readonly string[] = []) => ({ kind: 'podman', version, options }) as const;
const docker = (version: string) => ({ kind: 'docker', version, options: [] }) as const;

/** The version with which the difference that such an engine shows was measured; undefined where it is not known. */
const measuredWith = (engine: Parameters<typeof knownOn>[1], ...known: Difference[]): string | undefined =>
  shownOf(knownOn(ID, engine, known), [failure])?.measuredWith;

describe('a version between two that were measured', () => {
  test.each([
    ['what the version below did', '4.9.3', '4.3.x', '4.3'],
    ['what the version below did, in another range', '4.9.3', '>=4.3 <4.4', '4.3'],
    ['what the version above does', '4.9.3', '>=5.4', '5.4'],
    ['what the version above alone does', '4.9.3', '5.4.x', '5.4'],
    ['what a release mended since', '4.9.3', '<4.5', undefined],
    ['what a later release began', '4.9.3', '>=5.1', undefined],
    ['what a version further below did', '5.5.0', '4.3.x', undefined],
    ['what a version of another major release did', '5.9.1', '>=6.1', '6.1'],
  ])('%s', (_, version, versions, expected) => {
    expect(measuredWith(podman(version), difference({ versions }))).toBe(expected);
  });

  test('what a release of Docker Engine mended', () => {
    const mended = difference({ engine: 'docker', versions: '<27' });
    expect(shownOf(knownOn(ID, docker('26.0.1'), [mended]), [failure])).toEqual({ difference: mended });
    expect(shownOf(knownOn(ID, docker('27.5.1'), [mended]), [failure])).toBeUndefined();
  });

  test('an entry of its own comes first', () => {
    const own = difference({ versions: '4.9.x' });
    expect(shownOf(knownOn(ID, podman('4.9.3'), [difference({ versions: '4.3.x' }), own]), [failure])).toEqual({
      difference: own,
    });
  });

  test('an entry with an option that it does not have', () => {
    const rootless = difference({ versions: '>=5.4', option: 'rootless' });
    expect(measuredWith(podman('4.9.3'), rootless)).toBeUndefined();
    expect(measuredWith(podman('4.9.3', ['rootless']), rootless)).toBe('5.4');
  });

  test('another failure', () => {
    const other = difference({ versions: '4.3.x', seen: [{ request: 'from nginx: *', observed: 'refused' }] });
    expect(measuredWith(podman('4.9.3'), other)).toBeUndefined();
  });
});

test.each(['4.3.9', '5.4.2', '6.2.0', '3.4.4'])(
  'a version that was measured, or is older or newer than all of them, has none beside it: %s',
  (version) => {
    const known = ['4.2.x', '4.4.x', '>=5.5', '6.1.x'].map((versions) => difference({ versions }));
    expect(knownOn(ID, podman(version), known).beside).toEqual([]);
  },
);

test('flaky differences of versions beside do not always show', () => {
  const flaky = { cause: 'the DNS server is silent', shown: 1, of: 30, measured: 'Podman 5', atMost: 1 };
  const [always, atTimes] = [difference({ versions: '4.3.x' }), difference({ versions: '5.4.x', flaky })];
  expect(alwaysShown(knownOn(ID, podman('4.9.3'), [atTimes, always]))).toEqual([always]);
});

describe('whether a version was measured', () => {
  test.each([
    ['one of Debian', docker('26.1.5+dfsg1'), true],
    ['another release of the same minor version', docker('28.5.0'), true],
    ['a newer one', docker('29.1.0'), false],
    ['one in between', docker('27.5.1'), false],
    ['an embedded one, whatever it is', { ...docker('29.1.0'), embedded: true }, true],
    ['with a newer Docker Compose', { ...docker('28.5.2'), compose: '5.0.0' }, true],
  ])('%s', (_, engine, expected) => {
    expect(isMeasured(engine, false)).toBe(expected);
  });

  test.each([
    ['2.40.3-1', true],
    ['v2.26.1', true],
    ['5.0.0', false],
  ])('a behaviour about Docker Compose, with %s', (compose, expected) => {
    expect(isMeasured({ ...docker('28.5.2'), compose }, true)).toBe(expected);
  });
});
