import { expect, test } from '@jest/globals';
import { withoutIgnored } from './ignored-option.ts';

test('an engine of the lab gets all options but the one that is ignored', () => {
  const options = ['--ipv6', '--ip=127.0.0.5', '--live-restore'];
  expect(withoutIgnored(options, '--ip')).toEqual(['--ipv6', '--live-restore']);
  expect(withoutIgnored(options, '--live-restore')).toEqual(['--ipv6', '--ip=127.0.0.5']);
  expect(withoutIgnored(options, undefined)).toEqual(options);
});
