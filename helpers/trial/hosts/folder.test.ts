import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { ownerOf } from '../../engine/owner.ts';
import { openHostFolder } from './folder.ts';

const within = mkdtempSync(join(tmpdir(), 'dnc-folders-'));
afterAll(() => rmSync(within, { recursive: true }));

test('the folder of a trial that was killed goes with the next one, and that of a living trial stays', () => {
  const living = openHostFolder(within);
  const dead = join(within, 'dnc-host-dead');
  mkdirSync(dead);
  // no process has this number: it is above the largest that the kernel gives
  writeFileSync(join(dead, 'owner'), ownerOf().replace(/\/\d+\/.*/, '/4194305/1'));
  openHostFolder(within);
  expect(existsSync(dead)).toBe(false);
  expect(existsSync(living)).toBe(true);
});
