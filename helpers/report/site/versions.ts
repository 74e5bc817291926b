import { joinedWithAnd } from '../../engine/joined-with-and.ts';
import { olderThan } from '../../engine/version.ts';
import type { Difference } from '../../behaviour/differences/difference.ts';
import { optionsText } from '../../behaviour/differences/known.ts';
import type { Row } from '../matrix/rows.ts';
import type { SiteEngine } from './engines.ts';

/** Whether a behaviour passes on versions of an engine; two hosts with one version may differ. */
export interface VersionSpan {
  readonly passes: boolean | 'on some';
  /** Every measured version in a row that does the same, the oldest first. */
  readonly versions: readonly string[];
}

/** The versions of one engine that were measured, without options, by what they do; the oldest first. */
export interface MeasuredVersions {
  readonly product: string;
  readonly spans: readonly VersionSpan[];
}

/** On which versions a behaviour passes, as measured. */
export function measuredVersions({ cells }: Row, engines: readonly SiteEngine[]): MeasuredVersions[] {
  const judged = engines.flatMap(({ product, version, options }, index) => {
    const passes = passing[cells[index]?.extra.verdict ?? 'disabled'];
    return passes === undefined || options.length > 0 ? [] : [{ product, version, passes }];
  });
  return [...Map.groupBy(judged, ({ product }) => product)].map(([product, all]) => {
    const spans: { passes: VersionSpan['passes']; versions: string[] }[] = [];
    for (const [version, hosts] of Map.groupBy(all.toSorted(byVersion), (one) => one.version)) {
      const last = spans.at(-1);
      const passes = hosts.every((host) => host.passes) || (hosts.some((host) => host.passes) ? 'on some' : false);
      if (last?.passes === passes) last.versions.push(version);
      else spans.push({ passes, versions: [version] });
    }
    return { product, spans };
  });
}

const passing: Partial<Record<string, boolean>> = {
  passed: true,
  'unexpected-pass': true,
  failed: false,
  'known-difference': false,
};

function byVersion({ version: one }: { version: string }, { version: other }: { version: string }): number {
  if (olderThan(one, other)) return -1;
  return olderThan(other, one) ? 1 : 0;
}

/** `differs on 20.10.24 and 26.1.5, passes since 28.5.2` */
export function spansText(spans: readonly VersionSpan[]): string {
  const [first, ...more] = spans;
  if (!first) return '';
  if (more.length === 0)
    return first.versions.length === 1
      ? `${word(first)} on ${first.versions[0]}, the only version measured`
      : `${word(first)} on every version measured: ${joinedWithAnd(first.versions)}`;
  return spans
    .map((span, index) =>
      index === spans.length - 1
        ? `${word(span)} since ${span.versions[0]}${span.versions.length > 1 ? ` (measured: ${joinedWithAnd(span.versions)})` : ''}`
        : `${word(span)} on ${joinedWithAnd(span.versions)}`,
    )
    .join('; ');
}

function word({ passes }: VersionSpan): string {
  if (passes === 'on some') return 'differs between hosts';
  return passes ? 'passes' : 'differs';
}

const products: Record<Difference['engine'], string> = { docker: 'Docker Engine', podman: 'Podman', other: 'Others' };

/** Which engines a known difference is of: `Docker Engine before 28`, `Podman 4.3`. */
export function differingText({ engine, versions, ...options }: Difference): string {
  const measured = versions === undefined ? 'in every version measured' : rangeText(versions);
  return [products[engine], measured, ...optionsText(options)].join(' ');
}

/** A range of versions in words; one of another form stays as it is. */
export function rangeText(range: string): string {
  const { from, before, only } =
    /^(?:(?:>=(?<from>[\d.]+))? ?(?:<(?<before>[\d.]+))?|(?<only>[\d.]+)\.x)$/.exec(range)?.groups ?? {};
  if (only) return only;
  if (from && before) return isNext(from, before) ? from : `from ${from}, before ${before}`;
  if (from) return `since ${from}`;
  return before ? `before ${before}` : range;
}

/** Whether a range has just one release: `>=4.3 <4.4`, `>=5 <6`. */
function isNext(from: string, before: string): boolean {
  const [one, other] = [from.split('.').map(Number), before.split('.').map(Number)];
  const last = one.length - 1;
  return one.length === other.length && one.every((part, index) => other[index] === part + (index === last ? 1 : 0));
}
