import { chapters } from '../../behaviour/chapters.ts';
import type { Fingerprint } from '../../engine/identify.ts';
import type { Probe } from '../../probe/journal.ts';
import { noRepro } from '../../scenario/repro/script.ts';
import { finding, resultsOf } from '../example.ts';
import type { Finding } from '../finding.ts';
import { answered, reached, refused, topology } from '../html/example.ts';
import type { Source } from '../matrix/column.ts';

/** The results of a run on an engine, as they would be saved, for the unit tests. */
export function saved(findings: readonly Finding[], about: Partial<Fingerprint> = {}, start = 1000): Source {
  const results = resultsOf(...findings);
  const engine = {
    kind: 'docker',
    name: 'Docker Engine',
    version: '28.5.2',
    options: [],
    source: 'embedded debian:forky',
    os: 'Debian GNU/Linux 13 (trixie)',
    kernel: '6.12.0-9',
    ...about,
  };
  Object.assign(results.results.environment.extra, { engine, run: `run-${engine.source}-${engine.version}-${start}` });
  Object.assign(results.results.summary, { start, stop: start + 1000 });
  return { file: `${engine.version}.json`, results };
}

/** Ten engines, as many as a matrix of every release has. */
export const engines: readonly Partial<Fingerprint>[] = [
  ...['20.10.24', '23.0.6', '26.1.5', '28.5.2', '29.0.4'].map((version) => ({ version, suite: `debian:${version}` })),
  ...['4.3.1', '5.4.2', '5.8.6', '6.1.1', '6.2.0'].map((version) => ({
    kind: 'podman' as const,
    name: 'Podman',
    version,
    suite: `podman:${version}`,
  })),
];

/** A matrix of as many behaviours on the ten engines, each as large as a real one. */
export function largeMatrix(behaviours: number): Source[] {
  return engines.map((engine, column) =>
    saved(
      Array.from({ length: behaviours }, (_, index) => largeFinding(index, column)),
      engine,
    ),
  );
}

/** A fifth of the behaviours differs on Podman, another is unsupported on old engines. */
function largeFinding(index: number, column: number): Finding {
  const chapter = chapters[index % chapters.length] ?? 'bridge';
  const isPodman = column >= 5;
  const common: Partial<Finding> = {
    id: `${chapter}.behaviour-of-the-large-matrix-${index}`,
    chapter,
    sentence: `A container that was connected later resolves the names of all its peers, number ${index}`,
    why: 'Applications that find each other by name, as in Compose files, fail to connect or connect to another container.',
    topology,
    probes: index % 3 === 0 ? table : requests,
    statements: [{ subject: 'the driver in inspect', expected: "'bridge'", observed: "'bridge'", held: true }],
    repro: {
      ...noRepro,
      build: script,
      steps: [{ lines: script.slice(1), expected: ['answered with 200 by grafana'] }],
    },
  };
  if (index % 5 === 1 && isPodman) return finding({ ...common, ...differing(index) });
  if (index % 5 === 2 && column < 2) return finding({ ...common, ...unsupported(column) });
  return finding(common);
}

const requests: readonly Probe[] = [
  refused('nginx', 'http://grafana:81', 1),
  answered('nginx', 'http://dashboard:3000', 'grafana'),
  answered('published', 'http://172.18.0.3:3000', 'grafana'),
  answered('nginx', 'http://grafana:3000/login', 'grafana'),
  refused('published', 'http://172.18.0.3:81', 2),
];

const table: readonly Probe[] = [
  ...reached('nginx', 'published', '172.17.0.2', { open: [], expected: 'closed', control: 4 }),
  ...reached('published', 'nginx', '172.18.0.2'),
];

/** The length of a real script, with the parts for cleaning up. */
const script = [
  'docker network create --driver bridge --subnet 192.0.2.0/24 repro-bridgenetwork',
  ...Array.from(
    { length: 7 },
    (_, line) =>
      `docker run -d --name repro-container-${line} --network repro-bridgenetwork --network-alias alias-${line} --entrypoint sh nginx:1.28.0 -c "$NGINX" container-${line}`,
  ),
];

function differing(index: number): Partial<Finding> {
  const instead = `the container resolves its peers, and they do not resolve it until it is restarted (${index % 7})`;
  return {
    verdict: 'known-difference',
    failures: [{ kind: 'fact', subject: 'the addresses of the name', expected: "['172.18.0.3']", observed: '[]' }],
    difference: {
      entry: 'names.all on podman >=4.3',
      instead,
      dockerSpecific: index % 2 === 0,
      evidence: 'https://github.com/containers/podman/issues/12345',
    },
  };
}

function unsupported(column: number): Partial<Finding> {
  const evidence = `this is Docker Engine ${engines[column]?.version}`;
  const unmet = [
    {
      need: 'gateway-modes',
      requires: 'bridge gateway modes (Docker Engine 28+)',
      evidence,
      remedy: 'try --engine debian:forky',
    },
  ];
  return { verdict: 'unsupported', unmet, probes: [], statements: [] };
}
