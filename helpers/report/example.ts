import type { ProbeFailure } from '../behaviour/failure.ts';
import type { Run } from '../engine/run.ts';
import type { RoleImages } from '../images/roles.ts';
import { noRepro } from '../scenario/repro/script.ts';
import { type Results, toResults } from './ctrf.ts';
import type { Finding } from './finding.ts';

/** A finding for the unit tests: it passed, unless overridden. */
export function finding(about: Partial<Finding> = {}): Finding {
  return {
    id: 'bridge.alias-resolves',
    sentence: 'A network alias resolves to its container',
    docs: 'https://docs.docker.com/engine/network/drivers/bridge/',
    verdict: 'passed',
    probes: [],
    repro: noRepro,
    chapter: 'bridge',
    durationMs: 12.4,
    file: 'specs/bridge/user-defined.spec.ts',
    scenario: 'nginx and Grafana on a user-defined bridge',
    ...about,
  };
}

/** A request that timed out instead of being refused. */
export function failureOf(url: string): ProbeFailure {
  return {
    kind: 'probe',
    from: { kind: 'container', name: 'nginx' },
    request: { kind: 'page', url },
    expected: { kind: 'refused' },
    observed: { kind: 'timed out', limitMs: 1000 },
    evidence: { command: `curl ${url}` },
    tookMs: 1003,
  };
}

/** The results of a run that found this. */
export function resultsOf(...findings: Finding[]): Results {
  const engine = {
    kind: 'docker',
    name: 'Docker Engine',
    version: '28.5.2',
    source: 'embedded debian:forky',
    suite: 'debian:forky',
    options: [] as readonly string[],
  } as Run['engine'];
  const run = { id: 'run-1', engine } as Run;
  const timings = { engine: 1, images: 2, specs: 3, scenarioStarts: 4, behaviours: 5, scenarioRemovals: 6 };
  const about = { run, images: {} as RoleImages, version: '1.2.3', start: 1000, stop: 2000, timings, all: 134 };
  return toResults(findings, { ...about, doctor: `Engine\n  engine  Docker Engine 28.5.2 ${HOSTILE}` });
}

/** What a hostile container might send to break a report or a terminal. */
export const HOSTILE = `</failure>]]><script>alert("1")</script> & &amp; 'x' \u0000\u0007\u001B[31m\u009B2J \uFFFE\uD83D \uDC33 🐳\r\n<!-- <?x?>`;
