import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { validRange } from 'semver';
import { catalogue } from '../catalogue.ts';
import { chapterOf, chapters } from '../chapters.ts';
import { wordProblems } from '../glossary.ts';
import type { Difference, Seen } from './difference.ts';
import { differences } from './index.ts';
import { entryNameOf, knownDifferences, mismatchOf, namesAnswer, shownDifference } from './known.ts';
import { EVIDENCE_PLACEHOLDER } from './paste.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

const difference = (about: Partial<Difference> = {}): Difference => ({
  id: 'bridge.alias-resolves',
  engine: 'podman',
  instead: 'the name does not resolve',
  seen: [{ request: 'from nginx: *', observed: 'unresolved (*)' }],
  evidence: 'https://github.com/containers/podman/issues/1',
  ...about,
});

const dnsIsSilent = { cause: 'the DNS server is silent', shown: 1, of: 30, measured: 'Podman 5', atMost: 1 };

const podman5 = { kind: 'podman', version: '5.4.2', options: [] } as const;

describe('whether an engine has a difference', () => {
  test.each([
    ['all versions', {}, true],
    ['from this one', { versions: '>=5.4' }, true],
    ['from a later one', { versions: '>=5.5' }, false],
    ['before this one', { versions: '<5.4.2' }, false],
    ['between two', { versions: '>=5 <6' }, true],
    ['another engine', { engine: 'docker' }, false],
    ['another version of Docker Compose', { compose: '<2.31' }, false],
    ['the version of Docker Compose', { compose: '>=2.31' }, true],
    ['an option that it does not have', { option: 'icc=false' }, false],
    ['an excluding option that it does not have', { unless: 'icc=false' }, true],
    ['another behaviour', { id: 'bridge.user-defined' }, false],
  ] as const)('%s', (_, about, known) => {
    const found = knownDifferences('bridge.alias-resolves', { ...podman5, compose: '2.40.3-1' }, [difference(about)]);
    expect(found).toHaveLength(known ? 1 : 0);
  });

  test('an option that it has', () => {
    const engine = { ...podman5, options: ['icc=false'] };
    expect(knownDifferences('bridge.alias-resolves', engine, [difference({ option: 'icc=false' })])).toHaveLength(1);
  });

  test.each(['icc=false', ['rootless', 'icc=false']])(
    'not with an option that it has, and that excludes the difference: %s',
    (unless) => {
      const engine = { ...podman5, options: ['icc=false'] };
      expect(knownDifferences('bridge.alias-resolves', engine, [difference({ unless })])).toEqual([]);
    },
  );
});

test("a user's host, or firewalld, may close some of what an engine leaves open", () => {
  const page: Seen = { request: 'from LAN host: GET http://a', observed: 'answered by a' };
  const open = difference({
    closable: true,
    seen: [page, { request: 'from LAN host: ping a', observed: 'answered by a' }],
  });
  const shownOn = (embedded: boolean, options: readonly string[] = []): Difference | undefined =>
    shownDifference(knownDifferences(open.id, { ...podman5, embedded, options }, [open]), [page]);
  expect(shownOn(false)?.id).toBe(open.id);
  expect(shownOn(true)).toBeUndefined();
  expect(shownOn(true, ['firewalld'])?.id).toBe(open.id);
});

test('flaky differences are listed after the one that always shows', () => {
  const [always, other, silent] = [difference(), difference(), difference({ flaky: dnsIsSilent })];
  expect(knownDifferences('bridge.alias-resolves', podman5, [silent, always, other])).toEqual([always, silent]);
});

const ofBindings = (observed: unknown) => difference({ seen: [{ fact: 'the bindings', observed }] });

const isShown = (known: Difference, ...failures: Seen[]): boolean => shownDifference([known], failures) === known;

describe('whether a failure is one that a difference names', () => {
  test.each([
    ['a star for any text', 'from nginx: A grafana', 'unresolved (NXDOMAIN)', true],
    ['another vantage point', 'from grafana: A nginx', 'unresolved (NXDOMAIN)', false],
    ['another outcome', 'from nginx: A grafana', 'timed out', false],
  ])('%s', (_, request, observed, known) => {
    expect(isShown(difference(), { request, observed })).toBe(known);
  });

  const bindings = [{ HostIp: '0.0.0.0', HostPort: '20838' }];

  test.each([
    ['the same parts', [{ HostIp: '0.0.0.0', HostPort: '20838' }], true],
    ['a star in a part', [{ HostIp: '0.0.0.0', HostPort: '*' }], true],
    ['another part', [{ HostIp: '127.0.0.1', HostPort: '*' }], false],
    ['a missing part', [{ HostIp: '0.0.0.0' }], false],
    ['an additional item', [...bindings, ...bindings], false],
    ['another value', undefined, false],
  ])('a fact is compared part by part: %s', (_, wanted, known) => {
    expect(isShown(ofBindings(wanted), { fact: 'the bindings', observed: bindings })).toBe(known);
  });

  test('characters beside a star are literal text', () => {
    const known = difference({ seen: [{ fact: 'a.b (*)', observed: undefined }] });
    expect(isShown(known, { fact: 'axb (1)', observed: undefined })).toBe(false);
  });
});

describe('whether the failures of a behaviour are those of a difference', () => {
  const page: Seen = { request: 'from nginx: GET http://a', observed: 'timed out' };
  const ping: Seen = { request: 'from nginx: ping a', observed: 'timed out' };
  const owner: Seen = { fact: 'the owner', observed: 'b' };
  const always = difference({ seen: [page, { request: 'from nginx: ping *', observed: 'timed out' }] });
  const partly = difference({ seen: [page, { ...owner, atTimes: true }] });
  const silent = difference({ flaky: dnsIsSilent, seen: [owner] });

  test('each failure is named, and each that is named failed', () => {
    expect(isShown(always, page, ping)).toBe(true);
    const other: Seen = { ...ping, request: 'from nginx: ping b' };
    expect(isShown(always, page, ping, other)).toBe(false);
    expect(mismatchOf(always, [page, ping, other])).toEqual({ unnamed: [other] });
  });

  test.each([
    [2, 1, false],
    [2, 2, true],
    [2, 3, false],
    ['any', 0, false],
    ['any', 3, true],
  ] as const)('of %s failures that one pattern names, there are %s', (times, count, known) => {
    const all = difference({ seen: [page, { request: 'from nginx: *', observed: 'timed out', times }] });
    const pings = Array.from({ length: count }, (_, index) => ({
      ...ping,
      request: `from nginx: ping 10.0.0.${index}`,
    }));
    expect(isShown(all, page, ...pings)).toBe(known);
  });

  test('a number that varies is a star', () => {
    expect(
      isShown(difference({ seen: [{ fact: 'the time', observed: '*' }] }), { fact: 'the time', observed: 7 }),
    ).toBe(true);
  });

  test('a failure that is not named is none of them', () => {
    expect(isShown(always, page, ping, owner)).toBe(false);
    expect(mismatchOf(always, [page, ping, owner])).toEqual({ unnamed: [owner] });
  });

  test('one that is named must have failed', () => {
    expect(isShown(always, page)).toBe(false);
    expect(mismatchOf(always, [page])).toEqual({ unseen: [always.seen[1]] });
  });

  test('one that fails at times need not have failed', () => {
    expect(isShown(partly, page)).toBe(true);
    expect(isShown(partly, page, owner)).toBe(true);
    expect(isShown(partly, owner)).toBe(false);
  });

  test('a flaky difference shows alone, or beside the one that always shows', () => {
    expect(shownDifference([always, silent], [page, ping])).toBe(always);
    expect(shownDifference([always, silent], [owner])).toBe(silent);
    expect(shownDifference([always, silent], [owner, ping])).toBe(silent);
    expect(shownDifference([always, silent], [ping])).toBeUndefined();
    expect(shownDifference([silent], [owner, ping])).toBeUndefined();
  });

  test('nothing that failed is no difference', () => {
    expect(shownDifference([difference({ seen: [] })], [])).toBeUndefined();
  });
});

test.each([
  ['bridge.alias-resolves on podman', {}],
  ['bridge.alias-resolves on podman >=5 <6', { versions: '>=5 <6' }],
  ['bridge.alias-resolves on podman <6 with rootless', { versions: '<6', option: 'rootless' }],
  ['bridge.alias-resolves on podman without rootless', { unless: 'rootless' }],
  ['bridge.alias-resolves on podman without rootless and icc=false', { unless: ['rootless', 'icc=false'] }],
])('the name %s', (name, about) => {
  expect(entryNameOf(difference(about))).toBe(name);
});

test('the names of known differences are unique, except of flaky ones', () => {
  const always = differences.filter(({ flaky }) => !flaky);
  expect(new Set(always.map(entryNameOf)).size).toBe(always.length);
});

test.each(readdirSync(FOLDER).flatMap((file) => chapters.filter((chapter) => file === `${chapter}.ts`)))(
  'the file %s.ts has the known differences of its chapter and no others',
  async (chapter) => {
    const lists = Object.values((await import(`./${chapter}.ts`)) as Record<string, Difference[]>);
    expect(lists).toEqual([differences.filter(({ id }) => chapterOf(id) === chapter)]);
  },
);

test.each(differences.map(({ versions }) => versions ?? '*'))('%s is a range of versions', (range) => {
  expect(validRange(range)).not.toBeNull();
});

test('every known difference is of an existing behaviour, and links to its evidence', () => {
  const ids = catalogue().map(({ id }) => id);
  for (const { id, evidence, instead, seen, flaky } of differences) {
    expect(flaky !== undefined || seen.some(({ atTimes }) => !atTimes)).toBe(true);
    expect(ids).toContain(id);
    expect(evidence).toMatch(/^https:\/\//);
    expect(evidence).not.toBe(EVIDENCE_PLACEHOLDER);
    expect(instead).not.toBe('');
  }
});

test('the texts of known differences have the words of the glossary', () => {
  const problems = differences.flatMap(({ id, instead, flaky }) => [
    ...wordProblems(`\`instead\` of ${id}`, instead),
    ...(flaky ? wordProblems(`\`cause\` of ${id}`, flaky.cause) : []),
  ]);
  expect(problems).toEqual([]);
});

test('what a flaky difference was measured to do is more than nothing and not always, and its limit holds for all of its cause', () => {
  const found = differences.flatMap((known) => (known.flaky ? [known.flaky] : []));
  for (const { shown, of, atMost, cause } of found) {
    expect(shown).toBeGreaterThan(0);
    expect(shown).toBeLessThan(of);
    const sharing = found.filter((other) => other.cause === cause);
    expect(new Set(sharing.map((other) => other.atMost)).size).toBe(1);
    expect(atMost).toBeLessThanOrEqual(sharing.length);
  }
});

test.each([
  ['an answer to that request', { request: 'from web: GET http://*', observed: 'answered by peer' }, true],
  ['any outcome of it', { request: 'from web: GET http://*', observed: '*' }, true],
  ['an answer that comes at times', { request: 'from web: *', observed: 'answered by peer', atTimes: true }, false],
  ['silence', { request: 'from web: GET http://*', observed: 'timed out' }, false],
  ['an answer to another request', { request: 'from peer: GET http://*', observed: 'answered by web' }, false],
  ['a fact', { fact: 'from web: GET http://172.18.0.2', observed: 'answered by peer' }, false],
] as const)('whether it names an answer, where it names %s', (_, named, expected) => {
  const outcome = {
    kind: 'timed out',
    limitMs: 1500,
    from: { kind: 'container', name: 'web' },
    request: { kind: 'page', url: 'http://172.18.0.2' },
    tookMs: 1500,
    evidence: { command: 'curl http://172.18.0.2' },
  } as const;
  expect(namesAnswer({ seen: [named] }, outcome)).toBe(expected);
});
