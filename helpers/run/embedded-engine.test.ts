import { expect, test } from '@jest/globals';
import { engineLines } from './embedded-engine.ts';

const up = (suite: string, dockerHost: string) => ({ suite, endpoint: { dockerHost, source: 'embedded' } });

test('an engine with options is listed by its whole name, and the plain one of its suite is not up', () => {
  const lines = engineLines([up('debian:trixie+icc=false', 'unix:///a')], ({ name }) => name === 'debian:trixie');
  expect(lines.filter((line) => line.includes('trixie') && line.startsWith('debian'))).toEqual([
    expect.stringMatching(/^debian:trixie +Docker Engine 26\.1 +unpacked$/),
    expect.stringMatching(/^debian:trixie\+icc=false +Docker Engine 26\.1, icc=false +up: unix:\/\/\/a$/),
  ]);
});

test('the columns of the list are aligned', () => {
  const states = engineLines([], () => false).map((line) => line.indexOf('available'));
  expect(new Set(states).size).toBe(1);
});
