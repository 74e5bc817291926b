import { inRange, olderThan } from '../../engine/version.ts';
import type { Difference, Seen } from './difference.ts';
import { differences } from './index.ts';
import { inOrder, isOf, knownDifferences, shownDifference } from './known.ts';
import { type Engine, measuredBeside } from './measured.ts';

/** The known differences of a behaviour on an engine. */
export interface Known {
  /** Those of its version. */
  readonly here: readonly Difference[];
  /** Those of the measured versions beside its own, where that was not measured. */
  readonly beside: readonly Beside[];
}

/** The known differences of a measured version, for an engine of another version. */
interface Beside {
  /** `4.3` */
  readonly version: string;
  readonly differences: readonly Difference[];
}

/** A known difference that showed. */
export interface Shown {
  readonly difference: Difference;
  /** The version with which it was measured, where that is another than the engine's. */
  readonly measuredWith?: string;
}

/**
 * The known differences of a behaviour on an engine. Where its version was not measured, what the measured versions below and
 * above do is known as well: Podman 4.9 does what 4.3 or 5.4 does. An entry whose range ends between the two, because a release
 * mended it or began it, is not among them.
 */
export function knownOn(id: string, engine: Engine, known: readonly Difference[] = differences): Known {
  const elsewhere = known.filter((difference) => difference.id === id && !isOf(difference, engine));
  const beside = measuredBeside(engine).map((version) => {
    const isThere = (difference: Difference): boolean =>
      isOf(difference, { ...engine, version }) && endsAt(difference, version, engine.version);
    return { version, differences: inOrder(elsewhere.filter(isThere), engine) };
  });
  return { here: knownDifferences(id, engine, known), beside };
}

/** The known difference that the failures of a behaviour show: of the engine's version, else of a version beside it. */
export function shownOf({ here, beside }: Known, failures: readonly Seen[]): Shown | undefined {
  const ofItsVersion = shownDifference(here, failures);
  if (ofItsVersion) return { difference: ofItsVersion };
  return beside
    .flatMap(({ version, differences: there }) => {
      const difference = shownDifference(there, failures);
      return difference ? [{ difference, measuredWith: version }] : [];
    })
    .at(0);
}

/** Those that show in each run. */
export function alwaysShown({ here, beside }: Known): Difference[] {
  return [...here, ...beside.flatMap((one) => one.differences)].filter(({ flaky }) => !flaky);
}

/** Whether the range of an entry ends with a measured version on the side of another version, and not between the two. */
function endsAt({ versions }: Difference, measured: string, towards: string): boolean {
  if (versions === undefined) return true;
  const [major = 0, minor = 0] = measured.split('.').map(Number);
  const next = olderThan(measured, towards) ? `${major}.${minor + 1}` : lastBefore(major, minor);
  return !inRange(next, versions);
}

/** Newer than every release before a minor version. */
function lastBefore(major: number, minor: number): string {
  return minor > 0 ? `${major}.${minor - 1}.9999` : `${major - 1}.9999.9999`;
}
