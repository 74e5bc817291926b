import type { Exposure } from '../behaviour/verdict.ts';
import type { Finding } from './finding.ts';
import { printable, styled } from './terminal.ts';

/**
 * What an audit says of an exposure. `closed` and `open as documented`: as the documentation has it. `OPEN`: reached,
 * though the documentation says that it is not. `closed after all`: not reached, though it says so. `unclear`: the suite
 * could not tell. `not shown`: it takes what is not here.
 */
export type Found = 'closed' | 'open as documented' | 'OPEN' | 'closed after all' | 'unclear' | 'not shown';

const styles: Record<Found, { readonly mark: string; readonly style: Parameters<typeof styled>[0] }> = {
  OPEN: { mark: '✕', style: 'red' },
  unclear: { mark: '?', style: 'magenta' },
  'open as documented': { mark: '!', style: 'yellow' },
  'closed after all': { mark: '✓', style: 'green' },
  closed: { mark: '✓', style: 'green' },
  'not shown': { mark: '○', style: 'dim' },
};

/** In an audit, what is open comes first. */
const order = Object.keys(styles) as Found[];

/** What a behaviour found of the exposure that it is about. */
export function foundOf({ verdict }: Pick<Finding, 'verdict'>, { promised }: Pick<Exposure, 'promised'>): Found {
  switch (verdict) {
    case 'passed':
    case 'unexpected-pass':
      return promised === 'closed' ? 'closed' : 'open as documented';
    case 'failed':
    case 'known-difference':
      return promised === 'closed' ? 'OPEN' : 'closed after all';
    case 'error':
      return 'unclear';
    case 'unsupported':
    case 'disabled':
      return 'not shown';
  }
}

/** An audit of who reaches what: who reaches most that should be closed comes first, and of everybody what is open. */
export function audit(
  findings: readonly Finding[],
  engine: { readonly name: string; readonly version: string },
): string {
  const audited = findings.flatMap((finding) => {
    const { security } = finding;
    return security ? [{ ...security, finding, found: foundOf(finding, security) }] : [];
  });
  const open = (who: string): number => audited.filter((one) => one.who === who && one.found === 'OPEN').length;
  const everybody = [...new Set(audited.map(({ who }) => who))].toSorted();
  everybody.sort((one, other) => open(other) - open(one));
  const parts = everybody.map((who) => {
    const theirs = audited.filter((one) => one.who === who);
    const sorted = theirs.toSorted((one, other) => order.indexOf(one.found) - order.indexOf(other.found));
    return [`${who} reaches`, ...sorted.map(line)].join('\n');
  });
  const counts = order.flatMap((found) => {
    const count = audited.filter((one) => one.found === found).length;
    return count > 0 ? [styled(styles[found].style, `${count} ${found}`)] : [];
  });
  const title = styled('bold', `Who reaches what, on ${engine.name} ${engine.version}`);
  return [title, ...parts, `${audited.length} ways in and out: ${counts.join(', ')}`].join('\n');
}

interface Audited extends Exposure {
  readonly finding: Finding;
  readonly found: Found;
}

function line({ what, found, finding }: Audited): string {
  const { mark, style } = styles[found];
  const first = `  ${styled(style, `${mark} ${found.padEnd('open as documented'.length)}`)}  ${what}  ${styled('dim', finding.id)}`;
  const why = because(finding, found);
  return why ? `${first}\n${' '.repeat(24)}${printable(why)}` : first;
}

/** For what is not as documented: what the engine does instead, and where that is told; else what was observed. */
function because({ difference, reason, docs }: Finding, found: Found): string | undefined {
  if (found === 'closed') return undefined;
  if (found === 'open as documented') return docs;
  if (found === 'not shown') return reason?.match(/^needs [\w-]+/)?.[0] ?? reason;
  if (difference) return `${difference.instead}: ${difference.evidence}`;
  return reason?.split('\n')[0];
}
