import { expect, test } from '@jest/globals';
import { profileText } from './profile-text.ts';

const at = (second: number, busySeconds: number, idleSeconds: number) => ({
  atMs: 5000 + second * 1000,
  busySeconds,
  idleSeconds,
});

test('prints how busy the cores were, whose time it was, and which files ended last', () => {
  const lines = profileText({
    samples: [at(0, 100, 50), at(9.9, 119, 51), at(10, 119, 51), at(20, 124, 66)],
    ownSeconds: 8,
    cores: 2,
    files: [
      { path: 'specs/a.spec.ts', beganMs: 5000, endedMs: 25_000 },
      { path: 'specs/b.spec.ts', beganMs: 6000, endedMs: 9000 },
    ],
  });
  expect(lines).toEqual([
    '20.0 s on 2 cores, which were idle 40 % of the time',
    "24.0 s of CPU: 8.0 s of the suite's own processes, 16.0 s of the engine, its containers and the rest of the machine",
    `   0.0 s ${'#'.repeat(38)}..  95 % busy, 2 spec files`,
    `  10.0 s ${'#'.repeat(10)}${'.'.repeat(30)}  25 % busy, 1 spec files`,
    'ended last:',
    '  0.0 s to 20.0 s, 20.0 s: specs/a.spec.ts',
    '  1.0 s to 4.0 s, 3.0 s: specs/b.spec.ts',
    'took longest:',
    '  0.0 s to 20.0 s, 20.0 s: specs/a.spec.ts',
    '  1.0 s to 4.0 s, 3.0 s: specs/b.spec.ts',
  ]);
});
