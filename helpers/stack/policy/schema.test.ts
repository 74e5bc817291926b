import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { policyKeys, ruleKeys } from './policy.ts';
import { policySchema } from './schema.ts';
import { WAY_PATTERN, parseWay, printWay } from './way.ts';

const FILE = join(import.meta.dirname, '../../../fixtures/network-policy.schema.json');

test('the JSON Schema for editors is that of the format', () => {
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(JSON.stringify(policySchema)));
});

test('it has every key of the file and of a rule', () => {
  const { properties } = policySchema as { properties: Record<string, { items?: { properties: object } }> };
  expect(Object.keys(properties)).toEqual(Object.keys(policyKeys));
  expect(Object.keys(properties['allow']?.items?.properties ?? {})).toEqual(Object.keys(ruleKeys));
});

test.each(['tcp/80', 'tcp/1-65535', 'tcp/*', 'udp/53', 'icmp', 'name', 'name/db.local', 'any'])(
  '%s is a way for editors and for the check',
  (text) => {
    expect(text).toMatch(new RegExp(WAY_PATTERN));
    const way = parseWay(text);
    expect(way && printWay(way)).toBe(text === 'tcp/1-65535' ? 'tcp/*' : text);
  },
);

test.each(['tcp', 'tcp/', '80', 'sctp/80', 'icmp/8', 'name/', 'tcp/80 ', 'ANY'])('%j is none', (text) => {
  expect(text).not.toMatch(new RegExp(WAY_PATTERN));
  expect(parseWay(text)).toBeUndefined();
});
