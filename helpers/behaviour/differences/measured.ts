import { suites } from '../../engine/embedded/suites.ts';
import type { Fingerprint } from '../../engine/identify.ts';
import { olderThan } from '../../engine/version.ts';

/** An engine, and the version of the run's Docker Compose. */
export type Engine = Pick<Fingerprint, 'kind' | 'version' | 'options'> &
  Partial<Pick<Fingerprint, 'embedded'>> & { readonly compose?: string | undefined };

/** The versions of Docker Compose with which the known differences were measured: those of Debian trixie and forky. */
const composeVersions: ReadonlySet<string> = new Set(['2.26', '2.40']);

/** The first two numbers of a version, which a range such as `4.3.x` is of: `4.3` of `4.3.1+ds1`. */
function minorOf(version: string): string {
  return /^v?(\d+\.\d+)/.exec(version)?.[1] ?? version;
}

/**
 * Whether the known differences of a behaviour were measured with this version of the engine, and with this version of Docker
 * Compose where the behaviour is about that. An embedded engine counts in any version: whoever runs it keeps the table.
 */
export function isMeasured({ kind, version, embedded, compose }: Engine, aboutCompose: boolean): boolean {
  if (embedded) return true;
  const isKnownCompose = compose === undefined || composeVersions.has(minorOf(compose));
  return engineVersions(kind).includes(minorOf(version)) && (isKnownCompose || !aboutCompose);
}

/** The measured versions next to one that was not measured, below and above it; none where one of the two is missing. */
export function measuredBeside({ kind, version }: Pick<Engine, 'kind' | 'version'>): readonly string[] {
  const versions = engineVersions(kind);
  if (versions.includes(minorOf(version))) return [];
  const below = versions.findLast((one) => olderThan(one, version));
  const above = versions.find((one) => olderThan(version, one));
  return below !== undefined && above !== undefined ? [below, above] : [];
}

/** The oldest first, as in the table of embedded engines. */
function engineVersions(kind: Fingerprint['kind']): string[] {
  return suites.flatMap(({ engine, version }) => (engine === kind && version !== undefined ? [version] : []));
}
