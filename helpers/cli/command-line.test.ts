import { expect, test } from '@jest/globals';
import { withSubcommand } from './command-line.ts';

test.each([
  [[], ['run']],
  [['--lan'], ['run', '--lan']],
  [
    ['explain', 'dns.large'],
    ['explain', 'dns.large'],
  ],
  [['rnu'], ['rnu']],
  [['--help'], ['--help']],
  [['-V'], ['-V']],
])('%j is %j', (args, words) => expect(withSubcommand(args)).toEqual(words));
