import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { ownerOf } from '../../engine/owner.ts';
import { openHostFolder } from './folder.ts';

const within = mkdtempSync(join(tmpdir(), 'dnc-folders-'));
afterAll(() => rmSync(within, { recursive: true }));

test('the next trial removes the folder of a killed one, and keeps that of a running one', () => {
  const living = openHostFolder(within);
  const dead = join(within, 'dnc-host-dead');
  mkdirSync(dead);
  // above the largest pid of the kernel
  writeFileSync(join(dead, 'owner'), ownerOf().replace(/\/\d+\/.*/, '/4194305/1'));
  openHostFolder(within);
  expect(existsSync(dead)).toBe(false);
  expect(existsSync(living)).toBe(true);
});
