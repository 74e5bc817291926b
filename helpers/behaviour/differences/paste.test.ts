import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import type { Difference, Seen } from './difference.ts';
import { knownDifferences, shownDifference } from './known.ts';
import { type Failure, pasteReady } from './paste.ts';

const podman = { kind: 'podman', version: '5.4.2+ds1', options: [] } as const;

const failure = (seen: Seen | readonly Seen[], about: Partial<Failure> = {}): Failure => ({
  id: 'bridge.alias-resolves',
  engine: podman,
  seen: [seen].flat(),
  ...about,
});

const parsed = (entry: string): Difference => runInNewContext(`[${entry}][0]`) as Difference;

const request = (text: string, observed: string): Seen => ({ request: text, observed });
const fact = (text: string, observed: unknown): Seen => ({ fact: text, observed });

test('a failure is printed as the entry that matches it, for the file of its chapter', () => {
  expect(pasteReady(failure(request('from nginx: GET http://172.18.0.3:3000', 'timed out')))).toEqual({
    file: 'helpers/behaviour/differences/bridge.ts',
    isNew: false,
    entry: `  {
    id: 'bridge.alias-resolves',
    engine: 'podman',
    versions: '5.4.x',
    instead: 'the outcome is "timed out" (from nginx: GET http://*)',
    seen: [{ request: 'from nginx: GET http://*', observed: 'timed out' }],
    evidence: 'https://…',
  },`,
  });
});

describe('the printed entry matches the failure', () => {
  test.each<[string, Seen]>([
    ['a page', request('from nginx: GET http://grafana:3000', 'unresolved (NXDOMAIN)')],
    ['a page over IPv6', request('from LAN host: GET http://[fd00:1::2]:32768', 'answered by peer')],
    ['a datagram', request("from peer: datagram to 172.18.0.1:32769, in the name of it's", 'refused')],
    ['a text', fact('its driver in inspect', 'macvlan')],
    ['a list', fact('its networks in inspect', [])],
    ['bindings', fact('what inspect shows bound', [{ HostIp: '0.0.0.0', HostPort: '20838' }])],
    ['options', fact('its options', { 'com.docker.network.bridge.name': 'br-0a1b2c', big: true })],
    ['a number', fact('how many answered', 1)],
    ['no number', fact('the host port', Number.NaN)],
    ['nothing', fact('inspect shows no host port of published', undefined)],
    ['null', fact('the ports', null)],
    ['quotes and lines', fact('the refusal', `it's "refused"\nback\\slash`)],
  ])('%s', (_, broken) => {
    const { entry } = pasteReady(failure(broken));
    const difference = parsed(entry);
    expect(shownDifference([difference], [broken])).toBe(difference);
    expect(knownDifferences('bridge.alias-resolves', podman, [difference])).toEqual([difference]);
  });

  test.each<[string, Seen, Seen]>([
    [
      'addresses and ports',
      request('from a: GET http://172.18.0.3:32768', 'timed out'),
      request('from a: GET http://10.89.0.4:40123', 'timed out'),
    ],
    [
      'names that the suite draws',
      request('from a: GET http://mover-3f9a1c-renamed', 'refused'),
      request('from a: GET http://mover-77aa01-renamed', 'refused'),
    ],
    [
      'names on the engine, ids and hardware addresses',
      fact('its names', ['dnc-3f9a1c-4d5e-web', '0123456789ab', '02:42:ac:11:00:02', 'fd00:1::2']),
      fact('its names', ['dnc-77aa01-0000-web', 'ba9876543210', '0a:42:ac:11:00:09', 'fd00:7::9']),
    ],
  ])('of another run as well, with other %s', (_, broken, later) => {
    const difference = parsed(pasteReady(failure(broken)).entry);
    expect(shownDifference([difference], [later])).toBe(difference);
  });

  test.each<[string, Seen, Seen]>([
    ['another outcome', request('from a: GET http://b', 'timed out'), request('from a: GET http://b', 'refused')],
    ['all addresses', fact('bound', ['0.0.0.0']), fact('bound', ['127.0.0.1'])],
  ])('but not of %s', (_, broken, other) => {
    expect(shownDifference([parsed(pasteReady(failure(broken)).entry)], [other])).toBeUndefined();
  });
});

test('an entry names every failure, those that differ in an address once', () => {
  const broken = [
    request('from a: GET http://172.18.0.3', 'timed out'),
    request('from a: GET http://172.18.0.4', 'timed out'),
    fact('the driver', 'macvlan'),
  ];
  const difference = parsed(pasteReady(failure(broken)).entry);
  expect(difference.seen).toEqual([
    { request: 'from a: GET http://*', observed: 'timed out', times: 2 },
    { fact: 'the driver', observed: 'macvlan' },
  ]);
  expect(shownDifference([difference], broken)).toBe(difference);
});

test('an entry has the option rootless, and no range for a version without a number', () => {
  const engine = { kind: 'docker', version: 'dev', options: ['rootless'] } as const;
  const { entry } = pasteReady(failure(fact('x', 1), { engine }));
  expect(parsed(entry)).toMatchObject({ engine: 'docker', option: 'rootless' });
  expect(entry).not.toContain('versions');
});

test('the first difference of a chapter needs a new file', () => {
  expect(pasteReady(failure(fact('x', 1), { id: 'remote.plugin-driver' }))).toMatchObject({
    file: 'helpers/behaviour/differences/remote.ts',
    isNew: true,
  });
});
