import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { composeFileBeside, profilesIn } from './compose-file.ts';

// cspell:ignore myshop

const root = mkdtempSync(join(tmpdir(), 'compose-file-test-'));
afterAll(() => rmSync(root, { recursive: true }));

/** What is read in a folder with these files. */
function read(folder: string, files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}) {
  mkdirSync(join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, folder, name), text);
  return composeFileBeside(join(root, folder, 'network-policy.yaml'), env);
}

test.each([
  ['My Shop!', undefined, 'myshop', []],
  ['named', 'name: other\nservices: { db: {}, api: {} }', 'other', ['db', 'api']],
  ['interpolated', 'name: ${NAME}\nservices:', 'interpolated', []],
  ['broken', 'services: [', 'broken', []],
])('the project of the folder %s', (folder, text, project, services) => {
  expect(read(folder, text === undefined ? {} : { 'compose.yaml': text })).toMatchObject({
    file: text === undefined ? undefined : 'compose.yaml',
    paths: text === undefined ? [] : [join(root, folder, 'compose.yaml')],
    project,
    services,
  });
});

/** The project of a folder shop with these files, and where it is from. */
function named(files: Readonly<Record<string, string>>, env?: NodeJS.ProcessEnv): string[] {
  rmSync(join(root, 'shop'), { recursive: true, force: true });
  const { project, projectFrom } = read('shop', files, env);
  return [project, projectFrom];
}

test('the environment names the project before .env, which does before the file, and this before the folder', () => {
  const file = { 'compose.yaml': 'name: filed' };
  const dotenv = { '.env': "# a comment\nCOMPOSE_PROJECT_NAME='dotted'\n" };
  expect(named({ ...file, ...dotenv }, { COMPOSE_PROJECT_NAME: 'given' })).toEqual(['given', 'COMPOSE_PROJECT_NAME']);
  expect(named({ ...file, ...dotenv })).toEqual(['dotted', 'COMPOSE_PROJECT_NAME in .env']);
  expect(named(file)).toEqual(['filed', 'compose.yaml']);
  expect(named({ 'compose.yaml': '' })).toEqual(['shop', 'the folder of compose.yaml']);
});

test('the file that overrides parts of compose.yaml', () => {
  const override = 'name: other\nservices: { web: { scale: 0 }, api: {} }';
  const { paths, project, services, expected } = read('overridden', {
    'compose.yml': 'services: { web: {}, db: {} }',
    'compose.override.yaml': override,
  });
  expect(paths).toEqual(['compose.yml', 'compose.override.yaml'].map((name) => join(root, 'overridden', name)));
  expect(project).toBe('other');
  expect(services).toEqual(['web', 'db', 'api']);
  expect(expected).toEqual(['db', 'api']);
});

test('the services that are started: none of a profile, and none without a replica', () => {
  const text = [
    'x-tool: &tool { profiles: [tools] }',
    'services:',
    '  db:',
    '  tool: { <<: *tool }',
    '  api: { scale: 0 }',
    '  worker: { deploy: { replicas: 0 } }',
    '  web: { profiles: [], deploy: { replicas: 2 } }',
  ].join('\n');
  expect(read('profiles', { 'compose.yaml': text }).expected).toEqual(['db', 'web']);
});

test('the profiles of the environment', () => {
  expect(profilesIn({})).toEqual([]);
  expect(profilesIn({ COMPOSE_PROFILES: 'debug, tools' })).toEqual(['debug', 'tools']);
});
