import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { UserError } from '../../engine/user-error.ts';
import { scriptHostOfUser } from './script-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'dnc-user-host-'));
const { PATH } = process.env;

afterEach(() => {
  process.env['PATH'] = PATH;
  rmSync(folder, { recursive: true, force: true });
});

const endpoint = { dockerHost: 'unix:///run/other.sock', source: '/run/other.sock' };

test('a script beside the engine of the user talks to that engine', () => {
  writeFileSync(join(folder, 'docker'), '#!/bin/sh\n');
  chmodSync(join(folder, 'docker'), 0o755);
  process.env['PATH'] = folder;
  const { onHost, env } = scriptHostOfUser(endpoint);
  expect(onHost).toEqual([]);
  expect(env).toMatchObject({ DOCKER_HOST: 'unix:///run/other.sock', DOCKER_CONTEXT: undefined });
});

test('without a docker CLI, there is a sentence', () => {
  process.env['PATH'] = folder;
  expect(() => scriptHostOfUser(endpoint)).toThrow(UserError);
  expect(() => scriptHostOfUser(endpoint)).toThrow('The scripts need the docker CLI');
});
