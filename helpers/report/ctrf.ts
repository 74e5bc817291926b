import { readFileSync } from 'node:fs';
import type { Run } from '../engine/run.ts';
import type { RoleImages } from '../images/roles.ts';
import type { Exposure, Verdict } from '../behaviour/verdict.ts';

import type { Finding } from './finding.ts';
import { type Found, foundOf } from './found.ts';

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

/** The version of what this suite adds to CTRF. */
export const SCHEMA = 2;

/** The canonical result of a run: everything else that is reported is made from it. Times are ms since the epoch. */
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
      readonly extra: {
        /** Of what is in `extra`, here and in each test: another number, another meaning. */
        readonly schema: typeof SCHEMA;
        readonly engine: Run['engine'];
        readonly images: RoleImages;
        readonly run: string;
        readonly timings: Timings;
        /** What was found of the engine and its host, as `npm start -- --doctor` prints it. */
        readonly doctor?: string;
      };
    };
  };
}

/** Where the time of a run went, in ms. */
export interface Timings {
  /** Finding the engine, or bringing it up. */
  readonly engine: number;
  /** Finding, pulling, building or loading the images. */
  readonly images: number;
  /** The specs, from their first to their last. */
  readonly specs: number;
  /** Of the specs, summed over all scenarios, of which two go on at a time: starting them, … */
  readonly scenarioStarts: number;
  /** … asking and judging in them, … */
  readonly behaviours: number;
  /** … and removing them. */
  readonly scenarioRemovals: number;
}

/** One behaviour in the results. */
export interface ResultTest {
  readonly name: string;
  readonly status: Status;
  readonly duration: number;
  readonly suite: readonly string[];
  readonly filePath: string;
  readonly message?: string;
  readonly extra: {
    readonly id: string;
    readonly chapter: string;
    readonly verdict: Verdict;
    readonly reason?: string;
    readonly docs: string;
    readonly why?: string;
    /** Who might reach what, and what was found of it. */
    readonly security?: Exposure & { readonly found: Found };
    readonly broken?: Finding['broken'];
    readonly difference?: Finding['difference'];
    readonly evidence: Finding['probes'];
    readonly statements?: Finding['statements'];
    /** What builds the scenario by hand, what was asked in it, and what removes it: lines of one shell script. */
    readonly repro: Finding['repro'];
    readonly topology?: Finding['topology'];
    /** What was collected of the scenario after a failure: inspect, logs, routes, firewall rules. */
    readonly collected?: Finding['collected'];
    /** What probably broke, in words. */
    readonly suspicion?: Finding['suspicion'];
    /** The roles that a stand-in played in the scenario. */
    readonly standIns: readonly string[];
  };
}

/** Puts findings into the form of the results file. */
export function toResults(
  findings: readonly Finding[],
  about: {
    run: Run;
    images: RoleImages;
    version: string;
    start: number;
    stop: number;
    timings: Timings;
    doctor?: string;
  },
): Results {
  const { run, images, version, start, stop, timings, doctor } = about;
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
        extra: { schema: SCHEMA, engine: run.engine, images, run: run.id, timings, ...(doctor ? { doctor } : {}) },
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
  const { id, sentence, chapter, verdict, reason, docs, probes, repro, topology, durationMs, file, scenario } = finding;
  const { broken, difference, why, security, statements = [], collected, suspicion } = finding;
  const containers = topology?.containers ?? [];
  const standIns = [...new Set(containers.filter(({ standIn }) => standIn).map(({ role }) => role))];
  return {
    name: sentence,
    status: statuses[verdict],
    duration: Math.round(durationMs),
    suite: [chapter, scenario].filter(Boolean),
    filePath: file,
    ...(reason ? { message: reason } : {}),
    extra: {
      id,
      chapter,
      verdict,
      ...(reason ? { reason } : {}),
      docs,
      ...(why ? { why } : {}),
      ...(suspicion ? { suspicion } : {}),
      ...(security ? { security: { ...security, found: foundOf(finding, security) } } : {}),
      ...(broken ? { broken } : {}),
      ...(difference ? { difference } : {}),
      evidence: probes,
      statements,
      repro,
      ...(topology ? { topology } : {}),
      ...(collected ? { collected } : {}),
      ...(suspicion ? { suspicion } : {}),
      standIns,
    },
  };
}
