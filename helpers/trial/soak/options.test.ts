import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../engine/user-error.ts';
import { parseSoakOptions } from './options.ts';

describe('a soak', () => {
  test('is of 20 runs, on the engine that is found, from a seed that nobody chose', () => {
    const options = parseSoakOptions([]);
    expect(options).toMatchObject({ runs: 20, engine: undefined, randomize: false });
    expect(Number.isInteger(options.seed)).toBe(true);
  });

  test('is as it was asked for', () => {
    expect(parseSoakOptions(['6', '--engine', 'debian:bookworm', '--seed=9', '--randomize'])).toEqual({
      runs: 6,
      engine: 'debian:bookworm',
      seed: 9,
      randomize: true,
    });
  });

  test.each([
    ['a number of runs that is none', ['many'], 'The number of runs is "many": give a whole number from 1 to'],
    ['no run at all', ['0'], 'The number of runs is "0"'],
    ['half a run', ['1.5'], 'The number of runs is "1.5"'],
    ['two numbers', ['1', '2'], 'One number of runs is enough'],
    ['an engine that there is not', ['--engine', 'debian:buster'], 'There is no engine "debian:buster"'],
    ['a seed that is no number', ['--seed', 'x'], '--seed is "x"'],
    ['a seed that Jest does not take', ['--seed', '99999999999'], '--seed is "99999999999"'],
    ['an option that is none', ['--runs', '3'], 'npm run test:soak -- [N] [OPTIONS]'],
  ])('cannot have %s', (_, args, sentence) => {
    expect(() => parseSoakOptions(args)).toThrow(UserError);
    expect(() => parseSoakOptions(args)).toThrow(sentence);
  });
});
