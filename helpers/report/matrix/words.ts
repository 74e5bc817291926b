import type { Verdict } from '../../behaviour/verdict.ts';

/** The sign of a verdict, never used without its word. */
export const signs: Record<Verdict, string> = {
  passed: '✓',
  failed: '✕',
  error: '!',
  'known-difference': '≠',
  'unexpected-pass': '✕',
  unsupported: '○',
  disabled: '○',
};
