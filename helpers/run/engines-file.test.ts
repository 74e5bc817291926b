import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readEnginesFile } from './engines-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'engines-file-test-'));
const file = join(folder, 'hosts.txt');

afterAll(() => rmSync(folder, { recursive: true }));

function read(content: string | Buffer) {
  writeFileSync(file, content);
  return readEnginesFile(file);
}

test('it has an engine on each line, with --lan where its containers may act as LAN hosts', () => {
  const content =
    '\uFEFF# the fleet\r\nssh://web-1\r\n\r\n  tcp://10.0.0.2:2375 --lan  # in the rack\nown\ndebian:trixie';
  expect(read(content)).toEqual([
    { name: 'ssh://web-1', lan: false },
    { name: 'tcp://10.0.0.2:2375', lan: true },
    { name: 'own', lan: false },
    { name: 'debian:trixie', lan: false },
  ]);
});

test.each([
  ['no engine', '# nothing\n\n', /hosts\.txt names no engine: write one a line/],
  ['prose', 'ssh://web-1\nall hosts in the rack\n', /hosts\.txt, line 2: There is no engine "all"/],
  [
    'two engines on a line',
    'ssh://web-1 ssh://web-2',
    /line 1: after an engine only --lan may follow, and "ssh:\/\/web-2"/,
  ],
  ['JSON', '{"hosts": ["ssh://web-1"]}', /line 1: There is no engine/],
  ['an address without a host', '\nssh://', /line 2: --engine is malformed/],
  [
    'control characters',
    'ssh://web-1\u001B]0;x\u0007',
    /line 1: An engine's name is longer than 300 characters, or cannot be printed/,
  ],
  ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0x02, 0x01, 0xff, 0x00]), /line 1: An engine's name/],
  ['two megabytes', 'ssh://web-1\n'.repeat(200_000), /has more than a megabyte/],
])('with %s it is refused', (_, content, words) => {
  expect(() => read(content)).toThrow(words);
});

test.each([
  ['is missing', join(folder, 'no.txt'), /no\.txt cannot be read \(ENOENT\)/],
  ['is a folder', folder, /cannot be read \(EISDIR\)/],
])('a file that %s is named', (_, path, words) => {
  expect(() => readEnginesFile(path)).toThrow(words);
});
