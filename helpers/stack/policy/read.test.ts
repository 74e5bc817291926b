import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../engine/user-error.ts';
import { parsePolicy, readPolicy } from './read.ts';

// cspell:ignore alow rebalance

const file = 'network-policy.yaml';

test('a policy with everything', () => {
  const policy = parsePolicy(
    [
      'version: 1',
      'project: shop',
      'groups: { backends: [api, worker] }',
      'allow:',
      '  - { from: backends, to: db, by: [tcp/5432, udp/8000-8010, tcp/*, icmp, name, name/cache] }',
      'deny:',
      '  - { from: [lan, world], to: db, because: "data" }',
      'strict: [world, ways-back]',
      'world: [tcp://203.0.113.25:587, "tcp://[2001:db8::1]:25"]',
      'containers: { old-db: name=pg-main, agents: label=role=agent }',
    ].join('\n'),
    file,
  );
  expect(policy.project).toBe('shop');
  expect(policy.groups.get('backends')).toEqual({
    placed: { text: 'backends', line: 3, column: 11 },
    parties: [
      { text: 'api', line: 3, column: 22 },
      { text: 'worker', line: 3, column: 27 },
    ],
  });
  expect(policy.rules).toEqual([
    expect.objectContaining({
      verb: 'allow',
      line: 5,
      by: [
        { kind: 'tcp', first: 5432, last: 5432 },
        { kind: 'udp', first: 8000, last: 8010 },
        { kind: 'tcp', first: 1, last: 65_535 },
        { kind: 'icmp' },
        { kind: 'name' },
        { kind: 'name', name: 'cache' },
      ],
    }),
    expect.objectContaining({ verb: 'deny', by: [{ kind: 'any' }], because: 'data' }),
  ]);
  expect([...policy.containers].map(([party, { by, value, placed }]) => [party, by, value, placed.line])).toEqual([
    ['old-db', 'name', 'pg-main', 10],
    ['agents', 'label', 'role=agent', 10],
  ]);
  expect(policy.strict).toEqual(['world', 'ways-back']);
  expect(policy.world).toEqual([
    { address: '203.0.113.25', port: 587 },
    { address: '2001:db8::1', port: 25 },
  ]);
});

test('the example of POLICY.md is a policy', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../POLICY.md'), 'utf8');
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  expect(parsePolicy(example, file).rules).toHaveLength(5);
});

test('what no rule allows is closed, so that a policy may have no rule', () => {
  expect(parsePolicy('version: 1\nallow:\n', file)).toMatchObject({ rules: [], strict: [], project: undefined });
});

describe('an error names the line and the column:', () => {
  test.each([
    ['', ':1:1: The file has no version: begin it with "version: 1".'],
    ['version: 2', ':1:10: This suite reads version 1 of the format.'],
    ['version: 1\nalow: []', ':2:1: There is no key "alow"; did you mean allow? Known are version, project'],
    ['version: 1\nallow: web', ':2:8: Allow is a list of rules: begin each with "- ".'],
    ['version: 1\nallow:\n  - { from: a, to: b }', ':3:5: A rule of allow needs by: add by: tcp/PORT, or by: any.'],
    ['version: 1\ndeny:\n  - { from: a, to: b }', ':3:5: A rule of deny needs because: add because: "TEXT" with the'],
    ['version: 1\ngroups: { lan: [a] }', ':2:11: "lan" is another party already: give this group another name.'],
    ['version: 1\nallow:\n  - { from: a, to: b, by: 80 }', '"80" is no way: expected tcp/PORT'],
    ['version: 1\nallow:\n  - { from: a, to: b, by: 8080:80/udp }', 'did you mean udp/8080?'],
    ['version: 1\nallow:\n  - { from: a, to: b, by: tcp/0 }', ':3:27: "tcp/0" is no way'],
    ['version: 1\nallow:\n  - { from: a, to: b, by: tcp/9-1 }', ':3:27: "tcp/9-1" is no way'],
    ['version: 1\nallow:\n  - { from: [], to: b, by: icmp }', ':3:13: From is an empty list.'],
    ['version: 1\nallow:\n  - { from: { a: 1 }, to: b, by: icmp }', 'From must be a text or a list of texts.'],
    ['version: 1\nstrict: word', ':2:9: There is no word of strict "word"; did you mean world?'],
    ['version: 1\nworld: example.com', ':2:8: "example.com" is no address such as tcp://203.0.113.25:587.'],
    ['version: 1\ncontainers: { db: pg-main }', ':2:19: "pg-main" finds no container: expected name=NAME or label='],
    ['version: 1\ncontainers: { db: pg-main }', 'did you mean name=pg-main?'],
    ['version: 1\ncontainers: { lan: name=x }', ':2:15: "lan" is another party already: give these'],
    ['version: 1\ngroups: { g: [a] }\ncontainers: { g: name=x }', ':3:15: "g" is another party already'],
    ['version: 1\nallow: [', 'This is not YAML:'],
    ['version: 1\nversion: 1', 'This is not YAML:'],
    ['- a', ':1:1: The file must be a map of keys and values.'],
  ])('%j', (text, words) => {
    expect(() => parsePolicy(text, file)).toThrow(UserError);
    expect(() => parsePolicy(text, file)).toThrow(words);
  });

  test('control characters of a file are not printed', () => {
    const hostile = `version: 1\n"\\u001b[2Jx": 1`;
    expect(() => parsePolicy(hostile, file)).toThrow('There is no key "x"');
  });

  test('aliases that grow without end are refused', () => {
    const bomb = ['version: 1', 'project: &a [x, x]', 'groups: { b: &b [*a, *a] }'].join('\n');
    expect(() => parsePolicy(bomb, file)).toThrow(UserError);
  });

  test('a file that is missing', () => {
    expect(() => readPolicy('/no/policy.yaml')).toThrow(
      'The policy /no/policy.yaml cannot be read (ENOENT): name the file, or draft one from what runs with --write.',
    );
  });
});
