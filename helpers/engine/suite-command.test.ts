import { expect, test } from '@jest/globals';
import { suiteCommand } from './suite-command.ts';

test.each([
  ['run', '', 'npm start', 'npx docker-network-conformance'],
  ['run', '--lan', 'npm start -- --lan', 'npx docker-network-conformance --lan'],
  ['explain', 'ID', 'npm run explain -- ID', 'npx docker-network-conformance explain ID'],
  ['clean', '', 'npm run clean', 'npx docker-network-conformance clean'],
])('%s %s: "%s" in a clone, "%s" with the package', (subcommand, words, clone, inPackage) => {
  expect(suiteCommand(subcommand, words, false)).toBe(clone);
  expect(suiteCommand(subcommand, words, true)).toBe(inPackage);
});
