import type { Verdict } from '../../behaviour/verdict.ts';
import type { Column } from './column.ts';

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

/** How long the run of a column took; empty where it has no results. */
export function tookText({ tookMs, alike }: Pick<Column, 'tookMs' | 'alike'>): string {
  return tookMs === undefined ? '' : `${alike ? 'up to ' : ''}${(tookMs / 1000).toFixed(0)} s`;
}
