import { readFileSync } from 'node:fs';
import type { Run, Shard } from '../engine/run.ts';
import type { RoleImages } from '../images/roles.ts';
import { type Exposure, type Verdict, isJudged } from '../behaviour/verdict.ts';
import type { ComparedBaseline } from './baseline/facts.ts';
import type { Coverage } from './coverage.ts';
import type { Finding } from './finding.ts';
import { type Found, foundOf } from './exposure.ts';
import { reasonText } from './reason.ts';
import type { Timings } from './timings.ts';

/** The states of CTRF, the Common Test Report Format: https://ctrf.io/docs/specification/overview */
type Status = 'passed' | 'failed' | 'skipped' | 'pending' | 'other';

const statuses: Record<Verdict, Status> = {
  passed: 'passed',
  failed: 'failed',
  error: 'failed',
  'known-difference': 'other',
  'unexpected-pass': 'failed',
  unsupported: 'skipped',
  disabled: 'skipped',
};

/** The version of what this suite adds to CTRF: results of another version are refused. */
export const SCHEMA = 4;

/**
 * The canonical result of a run, in CTRF: every other report is made from it. Times are ms since the epoch.
 *
 * What this suite adds is in `environment.extra`, which describes the engine and the run, and in `extra` of each test.
 * Facts are fields: each failure has its request, what was expected, what was observed and the evidence; an unmet need what
 * it requires, what was found and the remedy. `message` alone is text, made of these, for viewers that know CTRF only.
 */
export interface Results {
  readonly reportFormat: 'CTRF';
  readonly specVersion: '0.0.0';
  readonly results: {
    readonly tool: { readonly name: string; readonly version: string };
    readonly summary: Record<Status, number> & {
      readonly tests: number;
      readonly start: number;
      readonly stop: number;
    };
    readonly tests: readonly ResultTest[];
    readonly environment: {
      /** The commit of the suite, where it runs in a checkout. */
      readonly commit?: string;
      readonly extra: {
        /** The version of `extra`, here and in each test. */
        readonly schema: typeof SCHEMA;
        readonly engine: Run['engine'];
        readonly images: RoleImages;
        /** The version of Docker Compose, where behaviours of the run are about it. */
        readonly compose?: string;
        readonly run: string;
        readonly timings: Timings;
        /** How many of all behaviours were judged. */
        readonly coverage: Coverage;
        /** Which part of a run this is, where it is not all of it. */
        readonly shard?: Shard;
        /** The comparison with a baseline, where the run had one. */
        readonly baseline?: ComparedBaseline;
        /** What was detected of the engine and its host, as `npm start -- --doctor` prints it. */
        readonly doctor?: string;
      };
    };
  };
}

/** One behaviour in the results. */
export interface ResultTest {
  readonly name: string;
  readonly status: Status;
  readonly duration: number;
  readonly suite: readonly string[];
  readonly filePath: string;
  /** Why it has its verdict, as text. */
  readonly message?: string;
  readonly extra: {
    readonly id: string;
    readonly chapter: string;
    readonly verdict: Verdict;
    readonly docs: string;
    readonly why?: string;
    /** Who might reach what, and what was found. */
    readonly security?: Exposure & { readonly found: Found };
    /** Every expectation that did not hold, in order; of an `error`, the one of the control. */
    readonly failures?: Finding['failures'];
    /** Every need that is not met, where it is `unsupported`, or failed because of REQUIRE. */
    readonly unmet?: Finding['unmet'];
    /** What else explains the verdict: the message of an error, or why a failure says nothing. */
    readonly explanation?: string;
    /** The known difference of this engine, whether it was observed or not. */
    readonly difference?: Finding['difference'];
    /** Every request, with its outcome and what was expected of it, in order. */
    readonly evidence: Finding['probes'];
    /** Everything else that was reported and judged, in order. */
    readonly statements?: Finding['statements'];
    /** What was measured and is not judged: how an engine's cost grows. */
    readonly figures?: Finding['figures'];
    /** Lines of a shell script: what builds the scenario manually, what was requested in it, and what removes it. */
    readonly repro: Finding['repro'];
    readonly topology?: Finding['topology'];
    /** What was collected after a failure: inspect, logs, routes, firewall rules. */
    readonly collected?: Finding['collected'];
    /** What may have broken, as a sentence. */
    readonly suspicion?: Finding['suspicion'];
    /** The roles that a stand-in played in the scenario. */
    readonly standIns: readonly string[];
  };
}

/** The results of findings. */
export function toResults(
  findings: readonly Finding[],
  about: {
    run: Run;
    images: RoleImages;
    version: string;
    start: number;
    stop: number;
    timings: Timings;
    /** How many behaviours there are, whether they were selected or not. */
    all: number;
    doctor?: string;
  },
): Results {
  const { run, images, version, start, stop, timings, all, doctor } = about;
  const coverage = { judged: findings.filter(isJudged).length, all };
  const tests = findings.map(toTest);
  const count = (status: Status): number => tests.filter((test) => test.status === status).length;
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    results: {
      tool: { name: 'docker-network-conformance', version },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: count('pending'),
        other: count('other'),
        start,
        stop,
      },
      tests,
      environment: {
        ...(run.commit ? { commit: run.commit } : {}),
        extra: {
          schema: SCHEMA,
          engine: run.engine,
          images,
          ...(run.compose && 'version' in run.compose ? { compose: run.compose.version } : {}),
          run: run.id,
          timings,
          coverage,
          ...(run.shard ? { shard: run.shard } : {}),
          ...(doctor ? { doctor } : {}),
        },
      },
    },
  };
}

/** The version of this suite. */
export function suiteVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function toTest(finding: Finding): ResultTest {
  const { id, sentence, chapter, verdict, docs, probes, repro, topology, durationMs, file, scenario } = finding;
  const {
    failures,
    unmet,
    explanation,
    difference,
    why,
    security,
    statements = [],
    figures,
    collected,
    suspicion,
  } = finding;
  const message = reasonText(finding);
  const containers = topology?.containers ?? [];
  const standIns = [...new Set(containers.filter(({ standIn }) => standIn).map(({ role }) => role))];
  return {
    name: sentence,
    status: statuses[verdict],
    duration: Math.round(durationMs),
    suite: [chapter, scenario].filter(Boolean),
    filePath: file,
    ...(message ? { message } : {}),
    extra: {
      id,
      chapter,
      verdict,
      docs,
      ...(why ? { why } : {}),
      ...(security ? { security: { ...security, found: foundOf({ verdict }, security) } } : {}),
      ...(failures ? { failures } : {}),
      ...(unmet ? { unmet } : {}),
      ...(explanation ? { explanation } : {}),
      ...(difference ? { difference } : {}),
      evidence: probes,
      statements,
      ...(figures ? { figures } : {}),
      repro,
      ...(topology ? { topology } : {}),
      ...(collected ? { collected } : {}),
      ...(suspicion ? { suspicion } : {}),
      standIns,
    },
  };
}
