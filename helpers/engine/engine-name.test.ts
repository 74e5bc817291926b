import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkEngineName, endpointNamed, isLocation } from './engine-name.ts';

// cspell:ignore prd trixi

const folder = mkdtempSync(join(tmpdir(), 'engine-name-test-'));
const before = process.env['DOCKER_CONFIG'];

/** A Docker context, as `docker context create` leaves it. */
function writeContext(name: string, meta: unknown): void {
  const path = join(folder, 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'meta.json'), typeof meta === 'string' ? meta : JSON.stringify(meta));
}

beforeAll(() => {
  process.env['DOCKER_CONFIG'] = folder;
  writeContext('prod-1', { Name: 'prod-1', Endpoints: { docker: { Host: 'tcp://10.0.0.1:2375' } } });
  writeContext('empty', { Name: 'empty', Endpoints: {} });
  writeContext('odd', { Name: 'odd', Endpoints: { docker: { Host: 'gopher://x' } } });
  writeContext('cut-off', '{ "Name": "cut-off", ');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  if (before === undefined) delete process.env['DOCKER_CONFIG'];
  else process.env['DOCKER_CONFIG'] = before;
});

test.each([
  ['context:prod-1', true],
  ['ssh://me@host', true],
  ['tcp://10.0.0.1:2375', true],
  ['unix:///run/docker.sock', true],
  ['debian:trixie', false],
  ['debian:trixie+icc=false', false],
])('%s names an engine by where it is: %s', (name, expected) => {
  expect(isLocation(name)).toBe(expected);
  expect(() => checkEngineName(name)).not.toThrow();
});

describe('the endpoint', () => {
  test('of a context is in the files of the docker CLI, with its name for the results', () => {
    const named = { dockerHost: 'tcp://10.0.0.1:2375', source: 'Docker context "prod-1"', named: 'context:prod-1' };
    expect(endpointNamed('context:prod-1')).toEqual(named);
  });

  test('of an address is the address', () => {
    const address = 'ssh://me@host:2222';
    expect(endpointNamed(address)).toEqual({ dockerHost: address, source: address, named: address });
  });
});

test.each([
  ['context:prd-1', 'There is no Docker context "prd-1": did you mean prod-1? docker context ls lists those in'],
  ['context:../../x', 'There is no Docker context "../../x": docker context ls lists those in'],
  ['context:', 'There is no Docker context ""'],
  ['context:default', 'The Docker context "default" stands for DOCKER_HOST or the usual socket'],
  ['context:empty', 'has no endpoint in'],
  ['context:odd', 'Docker context "odd" is malformed: found "gopher://x", whose scheme is unknown'],
  ['context:cut-off', 'meta.json is not valid JSON'],
  ['ssh://host/path', '--engine is malformed: found "ssh://host/path"'],
  ['ssh://-oProxyCommand=x', '--engine is malformed'],
  ['ssh://', '--engine is malformed'],
  ['tcp://', '--engine is malformed'],
  ['unix://run/docker.sock', '--engine is malformed'],
  ['gopher://host', 'whose scheme is unknown'],
  ['debian:trixi', 'There is no engine "debian:trixi": did you mean debian:trixie?'],
  ['', 'There is no engine ""'],
  ['prod-1', 'There is no engine "prod-1": did you mean the Docker context, context:prod-1?'],
  ['debian:trixie\u001B[2J', 'is longer than 300 characters, or cannot be printed'],
  ['x'.repeat(1_000_000), 'is longer than 300 characters, or cannot be printed'],
])('%.40j is a user error: %s', (name, words) => {
  expect(() => checkEngineName(name)).toThrow(words);
});

test('a password in an address is refused, and not printed', () => {
  const refusal = expect.objectContaining({ message: expect.not.stringContaining('hunter2') });
  expect(() => checkEngineName('ssh://me:hunter2@host')).toThrow('has a password');
  expect(() => checkEngineName('ssh://me:hunter2@host')).toThrow(refusal);
});
