import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ownerOf } from '../owner.ts';
import { standAlone } from './host-options.ts';
import { cleanShutdownFile, prepareSlot, releaseSlot, slotFolder, socketOf } from './slot.ts';

const cache = mkdtempSync(join(tmpdir(), 'dnc-slot-'));
const { CONFORMANCE_CACHE } = process.env;

beforeAll(() => {
  process.env['CONFORMANCE_CACHE'] = cache;
});

afterAll(() => {
  if (CONFORMANCE_CACHE === undefined) delete process.env['CONFORMANCE_CACHE'];
  else process.env['CONFORMANCE_CACHE'] = CONFORMANCE_CACHE;
  rmSync(cache, { recursive: true });
});

test('the next engine in a slot has another socket', () => {
  const sockets = Array.from({ length: 5 }, () => {
    prepareSlot('trixie-0', standAlone);
    return socketOf('trixie-0');
  });
  for (const [index, socket] of sockets.entries()) expect(socket).not.toBe(sockets[index - 1]);
});

test('images are kept only where the previous engine shut down cleanly', () => {
  prepareSlot('trixie-1', standAlone);
  const image = join(slotFolder('trixie-1'), 'data', 'image');
  writeFileSync(image, '');
  writeFileSync(cleanShutdownFile('trixie-1'), '');
  prepareSlot('trixie-1', standAlone);
  expect(() => rmSync(image)).not.toThrow();
  writeFileSync(image, '');
  prepareSlot('trixie-1', standAlone);
  expect(() => rmSync(image)).toThrow('ENOENT');
});

test('the end of an engine frees its slot, unless another one has taken it over', () => {
  prepareSlot('trixie-2', standAlone);
  const lock = join(slotFolder('trixie-2'), 'lock');
  writeFileSync(lock, ownerOf());
  releaseSlot('trixie-2', process.pid + 1);
  expect(existsSync(lock)).toBe(true);
  releaseSlot('trixie-2', process.pid);
  expect(existsSync(lock)).toBe(false);
});
