import { expect, test } from '@jest/globals';
import type Dockerode from 'dockerode';
import { healthTexts, notStarted } from './not-started.ts';

type State = Dockerode.ContainerInspectInfo['State'];

const state = (Status: string, health: string, Output = 'a\nno disk\n') =>
  ({ Status, ExitCode: 2, Health: { Status: health, Log: [{ ExitCode: 1, Output }] } }) as unknown as State;

test('a service that is not healthy, with what its last health check printed', async () => {
  const engine = {
    getContainer: () => ({ logs: async () => Buffer.from('warming up\n') }),
  } as unknown as Dockerode;
  const Config = { Labels: { 'com.docker.compose.service': 'db' } };
  const State = state('running', 'unhealthy');
  const container = { Id: '1', Name: '/shop-db-1', Config, State } as unknown as Dockerode.ContainerInspectInfo;
  const error = await notStarted(engine, { file: 'compose.yaml' }, container);
  expect(error.message).toBe(
    'The service db did not start (unhealthy; its health check ended with 1 and printed last: no disk; it printed last: warming up): see that docker compose --file compose.yaml up --wait works.',
  );
});

test('no health check is to blame where it passed, or where the program has ended', () => {
  expect(healthTexts(state('running', 'starting', ''))).toEqual(['its health check ended with 1 and printed nothing']);
  expect(healthTexts(state('running', 'healthy'))).toEqual([]);
  expect(healthTexts(state('exited', 'unhealthy'))).toEqual([]);
  expect(healthTexts({ Status: 'running' })).toEqual([]);
});
