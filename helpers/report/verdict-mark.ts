import type { Verdict } from '../behaviour/verdict.ts';
import { signs } from './matrix/signs.ts';
import { type Style, styled } from './terminal.ts';

const styles: Record<Verdict, Style> = {
  passed: 'green',
  failed: 'red',
  error: 'magenta',
  'known-difference': 'cyan',
  'unexpected-pass': 'red',
  unsupported: 'yellow',
  disabled: 'yellow',
};

/** The sign of a verdict, in its colour. */
export function markOf(verdict: Verdict): string {
  return styled(styles[verdict], signs[verdict]);
}

/** Text in the colour of a verdict. */
export function inColourOf(verdict: Verdict, text: string): string {
  return styled(styles[verdict], text);
}
