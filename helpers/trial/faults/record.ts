import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../../behaviour/catalogue.ts';
import { writeWhole } from '../../engine/write-whole.ts';
import { toJson } from '../../report/json.ts';
import { commonFiles, digestOf } from '../../run/digest.ts';
import { type ListedFault, expectedUnder } from './index.ts';
import type { FaultVerdict } from './judge.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the verdicts are kept: an interrupted trial continues with them. */
export const RECORDS = 'report/faults.json';

/** The verdict on a fault, and everything that it depends on. */
export interface FaultRecord extends FaultVerdict {
  readonly chapter: string;
  readonly kind: ListedFault['kind'];
  /** The embedded engine that was broken: `debian:trixie`. */
  readonly suite: string;
  /** `Docker Engine 26.1.5`; undefined where the suite did not begin. */
  readonly engine?: string;
  /** Which behaviours were judged: those of affected spec files, of some chapters, or all. */
  readonly scope: string;
  /** How many they are. */
  readonly judged: number;
  /** Why the behaviours did not pass that should not have failed, or that should have failed and are errors. */
  readonly reasons: readonly string[];
  /** Why there is no verdict. */
  readonly problem?: string;
  /** When it was judged, in ms since the epoch. */
  readonly started: number;
  readonly ended: number;
  /** When the command began that judged it: it tells the runs of a trial apart. */
  readonly runStarted: number;
  /** The commit of the checkout, with `-dirty` where files were changed. */
  readonly commit: string;
  /** A digest of all that the verdict depends on. */
  readonly digest: string;
}

/** The verdicts that are kept in a file, of this trial and of earlier ones. */
export class FaultRecords {
  private kept: readonly FaultRecord[];

  constructor() {
    const { faults = [] } = existsSync(RECORDS)
      ? (JSON.parse(readFileSync(RECORDS, 'utf8')) as { faults?: FaultRecord[] })
      : {};
    // files of older versions have other fields
    this.kept = faults.filter(({ digest }) => typeof digest === 'string');
  }

  /** The verdicts with these digests: nothing that they depend on has changed since. */
  withDigests(digests: ReadonlySet<string>): FaultRecord[] {
    return this.kept.filter(({ digest }) => digests.has(digest));
  }

  /** Keeps a verdict in the place of an earlier one. */
  keep(record: FaultRecord): void {
    const isEarlier = ({ fault, suite, scope }: FaultRecord): boolean =>
      fault === record.fault && suite === record.suite && scope === record.scope;
    this.kept = [...this.kept.filter((one) => !isEarlier(one)), record];
    writeWhole(RECORDS, toJson({ faults: this.kept }));
  }
}

/** The commit of this checkout; `unknown` where it is none. */
export function commitHere(): string {
  try {
    const words = ['describe', '--always', '--dirty', '--exclude', '*'];
    return execFileSync('git', words, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}

/** The files of the trial that a verdict depends on, beside the fault's own. */
const TRIAL = ['alter', 'fault', 'index', 'judge', 'lane', 'saboteur'].map((name) => `helpers/trial/faults/${name}.ts`);

/**
 * Gives a digest of all that the verdict on a fault depends on: not the faults of other chapters, nor specs that are not
 * judged.
 */
export function digester(): (fault: ListedFault, suite: string, ids: readonly string[]) => string {
  const files = new Map(catalogue().map(({ id, file }) => [id, file]));
  const common = digestOf([...commonFiles(), ...TRIAL]);
  return (fault, suite, ids) => {
    const specs = new Set(ids.flatMap((id) => files.get(id) ?? []));
    const own = [...specs, `helpers/trial/faults/${fault.chapter}.ts`];
    return digestOf(own, common, suite, JSON.stringify([ids, expectedUnder(fault)]));
  };
}
