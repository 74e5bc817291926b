import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { ownerOf, stateOf } from './owner.ts';

const [machine = '', pid = '', start = ''] = ownerOf().split('/');

test('this process is running', () => {
  expect(pid).toBe(String(process.pid));
  expect(stateOf(ownerOf())).toBe('alive');
});

test('a child is alive until it ends', async () => {
  const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  const owner = ownerOf(child.pid);
  expect(stateOf(owner)).toBe('alive');

  child.stdin?.end();
  await once(child, 'exit');
  expect(stateOf(owner)).toBe('gone');
});

test('a later process with the same pid is another owner', () => {
  expect(stateOf(`${machine}/${pid}/${Number(start) - 1}`)).toBe('gone');
});

test('without a start time, as on a system without /proc, the pid decides', () => {
  expect(stateOf(`${machine}/${pid}/-`)).toBe('alive');
  expect(stateOf(`${machine}/${2 ** 30}/-`)).toBe('gone');
});

test('a process on another host is elsewhere', () => {
  expect(stateOf(`elsewhere-${machine}/${pid}/${start}`)).toBe('elsewhere');
  expect(stateOf('')).toBe('elsewhere');
});

test('processes of an earlier boot of this host are gone', () => {
  const [installation] = machine.split(':');
  expect(stateOf(`${installation}:00000000/${pid}/${start}`)).toBe('gone');
});

test('another machine of the same host name is another machine', () => {
  const [installation = '', boot] = machine.split(':');
  const namesake = installation.replace(/-[^-]*$/, '-00000000');
  expect(stateOf(`${namesake}:${boot}/${pid}/${start}`)).toBe('elsewhere');
});
