import { describe, expect, test } from '@jest/globals';
import type Dockerode from 'dockerode';
import { stopsIn } from './stop-events.ts';
import { stoppedOf, stoppedText } from './stopped.ts';

type Inspected = Dockerode.ContainerInspectInfo;

interface Example {
  readonly Status?: string;
  readonly ExitCode?: number;
  readonly restart?: string;
  readonly publishes?: boolean;
  readonly awaits?: string;
}

const one = (name: string, { Status = 'running', ExitCode = 0, restart, publishes, awaits }: Example = {}) =>
  ({
    Id: name,
    Name: `/shop-${name}`,
    State: { Status, ExitCode },
    Config: { Labels: awaits === undefined ? {} : { 'com.docker.compose.depends_on': awaits } },
    HostConfig: {
      RestartPolicy: { Name: restart ?? '' },
      PortBindings: publishes ? { '80/tcp': [{ HostPort: '80' }] } : {},
    },
  }) as unknown as Inspected;

const partyOf = ({ Name }: Inspected): string => Name.replace('/shop-', '').replace(/-\d$/, '');

const kindsOf = (all: readonly Inspected[], options?: Parameters<typeof stoppedOf>[2]): string[] =>
  stoppedOf(all, partyOf, options).map(({ kind }) => kind);

describe('a container that ended with 0', () => {
  const ended = { Status: 'exited' };
  test.each([
    [
      'is a job where others wait until it has completed',
      [
        one('migrate-1', ended),
        one('api-1', { awaits: 'db:service_healthy:false,migrate:service_completed_successfully:false' }),
      ],
      'completed',
    ],
    [
      'may be a job, or a server that was stopped',
      [one('db-1', ended), one('api-1', { awaits: 'cache:service_started:false' })],
      'ended',
    ],
    [
      'is missed where others depend on it',
      [one('db-1', ended), one('api-1', { awaits: 'db:service_started:false' })],
      'missing',
    ],
    ['is missed where it is kept up', [one('db-1', { ...ended, restart: 'unless-stopped' })], 'missing'],
    ['is missed where it publishes a port', [one('db-1', { ...ended, publishes: true })], 'missing'],
    ['is missed where another one of the service runs', [one('db-1'), one('db-2', ended)], 'missing'],
  ])('%s', (_, all, kind) => {
    expect(kindsOf(all)).toEqual([kind]);
  });

  test('is missed where a user has stopped it', () => {
    expect(kindsOf([one('db-1', ended)], { byHand: new Set(['db-1']) })).toEqual(['missing']);
  });

  test('is a job where the suite has started it', () => {
    expect(kindsOf([one('db-1', { ...ended, publishes: true })], { isOwn: true })).toEqual(['completed']);
  });
});

test.each(['created', 'paused', 'restarting', 'dead'])('a container that is %s is missed', (Status) => {
  expect(stoppedOf([one('db-1', { Status })], partyOf)).toMatchObject([{ service: 'db', kind: 'missing' }]);
});

test('each is named, with its state and what to do', () => {
  const all = [
    one('db-1', { Status: 'exited', ExitCode: 137 }),
    one('api-2', { Status: 'paused' }),
    one('web-1', { Status: 'restarting', ExitCode: 1 }),
  ];
  expect(stoppedText(stoppedOf(all, partyOf))).toBe(
    'The stack cannot be judged while db (shop-db-1) is exited (137), api (shop-api-2) is paused and web (shop-web-1) is restarting: ' +
      'continue with docker unpause shop-api-2, see why it ends again and again with docker logs shop-web-1, ' +
      'start with docker start shop-db-1, see docker logs shop-db-1, or remove what is not part of the stack with docker rm shop-db-1.',
  );
});

const at = (time: string): number => Date.parse(`2026-01-01T${time}Z`);

const endedAt = (Id: string, time: string) =>
  ({ Id, State: { FinishedAt: new Date(at(time)).toISOString() } }) as unknown as Inspected;
const event = (ID: string, time: string): string =>
  JSON.stringify({ Action: 'stop', Actor: { ID }, timeNano: at(time) * 1_000_000 });

test('a stop by hand is distinguished from one of an earlier life', () => {
  const text = `${event('1', '10:00:00')}\n${event('2', '10:00:00')}\n`;
  expect(stopsIn(text, [endedAt('1', '10:00:01'), endedAt('2', '11:00:00'), endedAt('3', '10:00:00')])).toEqual(
    new Set(['1']),
  );
});
