import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type Dockerode from 'dockerode';
import { UserError } from '../engine/user-error.ts';
import { programsIn, wantedPrograms } from './programs.ts';
import type { RoleImage } from './roles.ts';

let folder: string;
const before = process.env['CONFORMANCE_CACHE'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-test-'));
  process.env['CONFORMANCE_CACHE'] = folder;
});

afterEach(() => {
  if (before === undefined) delete process.env['CONFORMANCE_CACHE'];
  else process.env['CONFORMANCE_CACHE'] = before;
  rmSync(folder, { recursive: true });
});

/** An engine whose containers print this, or fail to start, and the number of containers that were created. */
function engineThat(prints: string | Error): { engine: Dockerode; created: () => number } {
  let created = 0;
  const container = () => {
    const stream = new PassThrough();
    return {
      id: 'container',
      attach: async () => stream,
      start: async () => {
        if (typeof prints !== 'string') throw prints;
        const head = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
        head.writeUInt32BE(Buffer.byteLength(prints), 4);
        stream.end(Buffer.concat([head, Buffer.from(prints)]));
      },
      remove: async () => undefined,
    };
  };
  const engine = {
    createContainer: async () => {
      created++;
      return container();
    },
    getContainer: container,
  };
  return { engine: engine as unknown as Dockerode, created: () => created };
}

const image = (origin: RoleImage['origin'], id = 'sha256:1') => ({
  reference: 'mine:1',
  id,
  origin,
  standIn: false,
});

const all = (role: 'nginx' | 'grafana' | 'probe'): string[] => [
  ...wantedPrograms[role].needed,
  ...wantedPrograms[role].useful,
];

const printed = (programs: readonly string[]): string => [...programs, 'done', ''].join('\n');

test('the programs of an image are looked up once', async () => {
  const { engine, created } = engineThat(printed(all('nginx')));
  await expect(programsIn(engine, 'nginx', image('local'))).resolves.toEqual(all('nginx'));
  await expect(programsIn(engine, 'nginx', image('local'))).resolves.toEqual(all('nginx'));
  expect(created()).toBe(1);
  await programsIn(engine, 'nginx', image('local', 'sha256:2'));
  expect(created()).toBe(2);
});

test('an image that the suite built is not started', async () => {
  const { engine, created } = engineThat('');
  await expect(programsIn(engine, 'nginx', image('built'))).resolves.toContain('perl');
  expect(created()).toBe(0);
});

test('a program that only some behaviours need may be missing', async () => {
  const found = [...wantedPrograms.nginx.needed, 'ping'];
  await expect(programsIn(engineThat(printed(found)).engine, 'nginx', image('local'))).resolves.not.toContain('perl');
});

test('an image for nginx that cannot ping is refused', async () => {
  const { engine } = engineThat(printed(wantedPrograms.nginx.needed));
  await expect(programsIn(engine, 'nginx', image('override'))).rejects.toThrow(
    /^The image mine:1 for the role nginx, which NGINX_IMAGE names, has neither perl nor ping: .* and perl or ping in it/,
  );
});

test.each([
  [
    'override',
    /^The image mine:1 for the role grafana, which GRAFANA_IMAGE names, has no bash and curl: the suite needs /,
  ],
  [
    'local',
    /^The image mine:1 for the role grafana, which is local, has no bash and curl: .*; name another in GRAFANA_IMAGE/,
  ],
] as const)('an image (%s) that lacks a required program is refused in one sentence', async (origin, sentence) => {
  const found = all('grafana').filter((program) => program !== 'bash' && program !== 'curl');
  const { engine, created } = engineThat(printed(found));
  for (const _ of [1, 2]) {
    const refused = programsIn(engine, 'grafana', image(origin));
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(sentence);
  }
  expect(created()).toBe(1);
});

test("an image without a shell is refused with the engine's error, and tried again the next time", async () => {
  const { engine, created } = engineThat(new Error('exec: "sh": executable file not found in $PATH'));
  for (const _ of [1, 2])
    await expect(programsIn(engine, 'probe', image('override'))).rejects.toThrow(
      /^The image mine:1 for the role probe, which PROBE_IMAGE names, does not run sh \(exec: "sh": executable file not/,
    );
  expect(created()).toBe(2);
});
