import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { policyKeys, ruleKeys } from './policy.ts';
import { policySchema } from './schema.ts';
import { type Way, WAY_PATTERN, parseWay } from './way.ts';

const FILE = join(import.meta.dirname, '../../../fixtures/network-policy.schema.json');

test('the JSON Schema for editors is that of the format', () => {
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(JSON.stringify(policySchema)));
});

test('it has every key of the file and of a rule', () => {
  const { properties } = policySchema as { properties: Record<string, { items?: { properties: object } }> };
  expect(Object.keys(properties)).toEqual(Object.keys(policyKeys));
  expect(Object.keys(properties['allow']?.items?.properties ?? {})).toEqual(Object.keys(ruleKeys));
});

test.each<[string, Way]>([
  ['tcp/80', { kind: 'tcp', first: 80, last: 80 }],
  ['tcp/8000-8010', { kind: 'tcp', first: 8000, last: 8010 }],
  ['tcp/*', { kind: 'tcp', first: 1, last: 65_535 }],
  ['udp/53', { kind: 'udp', first: 53, last: 53 }],
  ['icmp', { kind: 'icmp' }],
  ['name', { kind: 'name' }],
  ['name/db.local', { kind: 'name', name: 'db.local' }],
  ['any', { kind: 'any' }],
])('%s is a way for editors and for the check', (text, way) => {
  expect(text).toMatch(new RegExp(WAY_PATTERN));
  expect(parseWay(text)).toEqual(way);
});

test.each(['tcp', 'tcp/', '80', 'sctp/80', 'icmp/8', 'name/', 'tcp/80 ', 'ANY'])('%j is none', (text) => {
  expect(text).not.toMatch(new RegExp(WAY_PATTERN));
  expect(parseWay(text)).toBeUndefined();
});
