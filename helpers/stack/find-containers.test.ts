import { expect, test } from '@jest/globals';
import type Dockerode from 'dockerode';
import { containersNamed } from './find-containers.ts';
import { parsePolicy } from './policy/read.ts';

// cspell:ignore pg

const listed = [
  { Id: '1', Names: ['/pg-main'], State: 'running', Labels: { role: 'data', tier: 'a=b' } },
  { Id: '2', Names: ['/agent-1'], State: 'running', Labels: { role: 'agent' } },
  { Id: '3', Names: ['/agent-2'], State: 'running', Labels: { role: 'agent' } },
  { Id: '4', Names: ['/agent-3'], State: 'exited', Labels: { role: 'agent' } },
  { Id: '5', Names: ['/old'], State: 'exited', Labels: {} },
  { Id: '7', Names: ['/asleep'], State: 'paused', Labels: {} },
  { Id: '6', Names: ['/shop-web-1'], State: 'running', Labels: { 'com.docker.compose.service': 'web' } },
];

const engine = { listContainers: async () => listed } as unknown as Dockerode;

const found = async (containers: string): Promise<Record<string, string>> => {
  const policy = parsePolicy(`version: 1\ncontainers:\n  ${containers}`, 'network-policy.yaml');
  return Object.fromEntries(await containersNamed(engine, policy, ['6']));
};

test('containers are found by their name, and by a label also those that do not run', async () => {
  await expect(found('db: name=pg-main')).resolves.toEqual({ 1: 'db' });
  await expect(found('agents: label=role=agent')).resolves.toEqual({ 2: 'agents', 3: 'agents', 4: 'agents' });
  await expect(found('db: label=tier=a=b')).resolves.toEqual({ 1: 'db' });
  await expect(found('db: label=tier')).resolves.toEqual({ 1: 'db' });
});

test.each([
  ['db: name=pg-man', ':3:7: There is no container "pg-man"; did you mean pg-main? Known are pg-main,'],
  ['db: name=zzzzzz', 'known are pg-main, agent-1, agent-2, agent-3, old, asleep and shop-web-1.'],
  ['db: label=role=none', ':3:7: No container has the label "role=none": see docker ps --filter label=role=none.'],
  ['db: name=old', ':3:7: The container old does not run, it is exited: start it, or see docker logs old.'],
  ['db: name=asleep', ':3:7: The container asleep is paused: continue it with docker unpause asleep.'],
  ['db: name=shop-web-1', 'The container shop-web-1 is the service web of the project: name that in the rules.'],
  ['web: name=pg-main', 'The project has a service web already: give these containers another name.'],
  ['{ a: label=role=agent, b: name=agent-2 }', ':3:29: The container agent-2 is found by a and by b'],
])('%s is refused: %s', async (containers, words) => {
  await expect(found(containers)).rejects.toThrow(words);
});
