import type { Exposure } from '../behaviour/verdict.ts';
import type { Finding } from './finding.ts';
import { type Found, foundOf } from './exposure.ts';
import { briefReason, differenceText } from './reason.ts';
import { printable, styled } from './terminal.ts';
import { plural } from './printed-values.ts';

const styles: Record<Found, { readonly mark: string; readonly style: Parameters<typeof styled>[0] }> = {
  OPEN: { mark: '✕', style: 'red' },
  unclear: { mark: '?', style: 'magenta' },
  'open as documented': { mark: '!', style: 'yellow' },
  'closed after all': { mark: '✓', style: 'green' },
  closed: { mark: '✓', style: 'green' },
  'not judged': { mark: '○', style: 'dim' },
};

/** The order within an audit: open exposures first. */
const order = Object.keys(styles) as Found[];

/** Who reaches what. Those who reach most of what should be closed come first, and open exposures come first for each. */
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
  const title = styled('bold', `Who reaches what on ${engine.name} ${engine.version}`);
  return [title, ...parts, `${plural(audited.length, 'exposure')}: ${counts.join(', ')}`].join('\n');
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

/** Why an exposure was judged so: what the engine does instead, with a link; else what was observed. */
function because(finding: Finding, found: Found): string | undefined {
  const { difference, unmet = [], docs } = finding;
  if (found === 'closed') return undefined;
  if (found === 'open as documented') return docs;
  if (found === 'not judged' && unmet.length > 0)
    return `requires ${unmet.map(({ requires }) => requires).join('; and ')}`;
  if (difference) return `${differenceText(difference)}: ${difference.evidence}`;
  return briefReason(finding);
}
