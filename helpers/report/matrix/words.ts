import type { Verdict } from '../../behaviour/verdict.ts';
import type { ResultTest } from '../ctrf.ts';

/** A verdict as a sign, which is never alone: its word stands beside it or behind it. */
export const signs: Record<Verdict, string> = {
  passed: '✓',
  failed: '✕',
  error: '!',
  'known-difference': '≠',
  'unexpected-pass': '✕',
  unsupported: '○',
  disabled: '○',
};

/** What an engine did instead of keeping a promise, or why that is not known, in one line. */
export function instead({ extra }: ResultTest): string {
  const { verdict, reason = '', difference } = extra;
  if (verdict === 'known-difference' && difference) return difference.instead;
  // how to have it shown is for who runs it there
  if (verdict === 'unsupported') return reason.replace(/\. To have it shown, .*$/s, '');
  const observed = reason.match(/^observed: (.*)$/m)?.[1];
  const [first = ''] = reason.split('\n');
  return observed === undefined ? first : `${first}: ${observed}`;
}
