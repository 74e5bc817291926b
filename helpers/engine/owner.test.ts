import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { ownerOf, stateOf } from './owner.ts';

const [machine = '', pid = '', start = ''] = ownerOf().split('/');

test('this process is alive', () => {
  expect(pid).toBe(String(process.pid));
  expect(stateOf(ownerOf())).toBe('alive');
});

test('a child is alive until it ends, and then gone', async () => {
  const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  const owner = ownerOf(child.pid);
  expect(stateOf(owner)).toBe('alive');

  child.stdin?.end();
  await once(child, 'exit');
  expect(stateOf(owner)).toBe('gone');
});

test('a process that got the pid of another one later is not that one', () => {
  expect(stateOf(`${machine}/${pid}/${Number(start) - 1}`)).toBe('gone');
});

test('without a start time, as on a system without /proc, the pid decides', () => {
  expect(stateOf(`${machine}/${pid}/-`)).toBe('alive');
  expect(stateOf(`${machine}/${2 ** 30}/-`)).toBe('gone');
});

test('nothing is known of a process on another host', () => {
  expect(stateOf(`elsewhere-${machine}/${pid}/${start}`)).toBe('elsewhere');
  expect(stateOf('')).toBe('elsewhere');
});

test('every process of an earlier boot of this host is gone', () => {
  const [installation] = machine.split(':');
  expect(stateOf(`${installation}:00000000/${pid}/${start}`)).toBe('gone');
});

test('another machine of the same host name is another machine', () => {
  const [installation = '', boot] = machine.split(':');
  const namesake = installation.replace(/-[^-]*$/, '-00000000');
  expect(stateOf(`${namesake}:${boot}/${pid}/${start}`)).toBe('elsewhere');
});
