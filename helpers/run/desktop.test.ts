import { expect, test } from '@jest/globals';
import { onDesktop } from './desktop.ts';

test.each([
  ['a Mac', {}, 'darwin', true, true],
  ['Windows', {}, 'win32', true, true],
  ['X', { DISPLAY: ':0' }, 'linux', true, true],
  ['Wayland', { WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true, true],
  ['a console', {}, 'linux', true, false],
  ['an empty display', { DISPLAY: '' }, 'linux', true, false],
  ['CI', { DISPLAY: ':0', CI: 'true' }, 'linux', true, false],
  ['a pipe', {}, 'darwin', false, false],
] as const)('whether %s is a desktop', (_, environment, platform, isTTY, is) => {
  expect(onDesktop(environment, platform, isTTY)).toBe(is);
});
