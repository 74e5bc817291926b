import type { Fingerprint } from '../../engine/identify.ts';
import { olderThan } from '../../engine/version.ts';
import { type Column, type Source, columnsOf } from '../matrix/column.ts';
import { plainVersion } from '../printed-values.ts';

/** An engine of a site: a column of the matrix, and what identifies the engine from one matrix to the next. */
export interface SiteEngine extends Column {
  /** `debian:trixie`, or where the engine was found: the same in every matrix, unlike its version. */
  readonly key: string;
  readonly kind: Fingerprint['kind'];
  /** `Docker Engine` */
  readonly product: string;
  /** Without the suffix of a distribution. */
  readonly version: string;
  readonly options: readonly string[];
  readonly os: string;
  readonly kernel: string;
  /** When its run began, in ISO 8601. */
  readonly date: string;
}

/** The engines of a matrix by product, the oldest version of each first. Throws a UserError where two results are of one run. */
export function enginesOf(sources: readonly Source[]): SiteEngine[] {
  const sorted = sources.toSorted(byVersion);
  const keys = sorted.map((source) => keyOf(engineOf(source)));
  return columnsOf(sorted).map((column, index) => {
    const source = sorted[index] as Source;
    const { kind, name, version, options, os, kernel } = engineOf(source);
    const date = new Date(source.results.results.summary.start).toISOString();
    const about = { kind, product: name, version: plainVersion(version), options, os, kernel, date };
    return Object.assign({ key: distinct(keys, index) }, about, column);
  });
}

function engineOf({ results }: Source): Fingerprint {
  return results.results.environment.extra.engine;
}

const kinds: readonly Fingerprint['kind'][] = ['docker', 'podman', 'other'];

function byVersion(one: Source, other: Source): number {
  const [a, b] = [engineOf(one), engineOf(other)];
  if (a.kind !== b.kind) return kinds.indexOf(a.kind) - kinds.indexOf(b.kind);
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  if (olderThan(a.version, b.version)) return -1;
  return olderThan(b.version, a.version) ? 1 : 0;
}

/** An embedded engine is that of its suite, any other that of the place where it was found. */
function keyOf({ suite, kind, source, options }: Fingerprint): string {
  return suite ?? [`${kind} at ${source}`, ...options].join(', ');
}

/** Keys that are the same get a number. */
function distinct(keys: readonly string[], index: number): string {
  const key = keys[index] ?? '';
  const before = keys.slice(0, index).filter((other) => other === key).length;
  return before === 0 ? key : `${key} #${before + 1}`;
}
