import { bracketed } from '../../engine/bracketed.ts';
import { noRepro } from '../../scenario/repro/script.ts';
import { probeFailure } from '../../behaviour/failure.ts';
import type { Expectation } from '../../probe/expectation.ts';
import type { Judgement, Probe } from '../../probe/journal.ts';
import { type Request, type VantagePoint, type Way, ways } from '../../probe/request.ts';
import type { Topology } from '../../scenario/topology.ts';
import { HOSTILE, finding, resultsOf } from '../example.ts';
import type { Finding } from '../finding.ts';
import type { Results } from '../ctrf.ts';

const RUN = 'dnc-1a2b3c-4d5e';

const container = (name: string, about: Partial<Topology['containers'][number]> = {}) => ({
  name,
  role: 'nginx',
  image: 'nginx',
  standIn: false,
  identity: `${RUN}-${name.toLowerCase()}`,
  networks: { [`${RUN}-bridgenetwork`]: { address: '172.18.0.2', aliases: [name], gateway: '172.18.0.1' } },
  ports: { '80/tcp': [] },
  ...about,
});

/** A scenario with a network of its own, the default bridge and a published port. */
export const topology: Topology = {
  hosts: [{ name: 'lanHost', engine: false, address: '198.19.0.12' }],
  networks: [{ name: 'bridgeNetwork', driver: 'bridge' }],
  containers: [
    container('nginx'),
    container('grafana', {
      role: 'grafana',
      standIn: true,
      networks: { [`${RUN}-bridgenetwork`]: { address: '172.18.0.3', aliases: ['dashboard'] } },
    }),
    container('published', {
      networks: { bridge: { address: '172.17.0.2', aliases: [] } },
      ports: { '80/tcp': ['0.0.0.0:32768', ':::32768'], '53/udp': ['0.0.0.0:5353'] },
    }),
  ],
};

/** Where a request is sent from; a name alone is a container's. */
type From = string | VantagePoint;

const sent = (from: From, url: string, evidence: Partial<Probe['evidence']> = {}) => ({
  from: typeof from === 'string' ? ({ kind: 'container', name: from } as const) : from,
  request: { kind: 'page', url } as const,
  tookMs: 12,
  evidence: { command: `curl ${url}`, ...evidence },
});

const answeredBy = (name: string): Expectation => ({ kind: 'answered', by: { name, identity: `${RUN}-${name}` } });

/** A request that was answered by a container of the scenario. */
export function answered(from: From, url: string, by: string, address = '172.18.0.3'): Probe {
  const judged = { expected: answeredBy(by), held: true };
  const answer = { kind: 'answered', status: 200, headers: { server: 'nginx' }, body: 'Welcome' } as const;
  return { ...answer, by: `${RUN}-${by}`, address, ...sent(from, url), judged };
}

/** A request that was refused, with its control. */
export function refused(from: From, url: string, control?: number): Probe {
  const judged: Judgement = {
    expected: { kind: 'refused' },
    held: true,
    ...(control === undefined ? {} : { control }),
  };
  return { kind: 'refused', ...sent(from, url, { exitCode: 7, printed: 'curl: (7)' }), judged };
}

/** What a table of ways is made of: the ways that are open, what is expected, and the index of the control's first way. */
interface TableParts {
  readonly open?: readonly Way[];
  readonly expected?: 'open' | 'closed';
  readonly control?: number;
}

/** The requests of a table of ways from one to another. */
export function reached(from: From, to: string, address: string, parts: TableParts = {}): Probe[] {
  return ways.map((way, index) => reachedBy(way, index, from, { to, address, parts }));
}

function reachedBy(
  way: Way,
  index: number,
  from: From,
  { to, address, parts }: { to: string; address: string; parts: TableParts },
): Probe {
  const { open = ways, expected = 'open', control } = parts;
  const host = bracketed(address);
  const requests: Record<Way, Request> = {
    TCP: { kind: 'page', url: `http://${host}:80` },
    'other TCP': { kind: 'page', url: `http://${host}:32700` },
    UDP: { kind: 'datagram', address, port: 32100 },
    ping: { kind: 'ping', address },
  };
  const isOpen = open.includes(way);
  const judged: Judgement = {
    expected: expected === 'open' ? answeredBy(to) : { kind: 'no answer' },
    held: isOpen === (expected === 'open'),
    ...(control === undefined ? {} : { control: control + index }),
  };
  const how = { ...sent(from, ''), request: requests[way], table: { to, way }, judged };
  return isOpen
    ? { kind: 'echoed', by: `${RUN}-${to}`, client: undefined, ...how }
    : { kind: 'timed out', limitMs: 1500, ...how };
}

const broken: Probe = {
  kind: 'timed out',
  limitMs: 1000,
  ...sent('nginx', 'http://dashboard:3000'),
  judged: { expected: answeredBy('grafana'), held: false },
};

const failure = probeFailure(broken, answeredBy('grafana'));

/** A table in which UDP is open that should be closed, its control, and a line over IPv6. */
const table: readonly Probe[] = [
  broken,
  ...reached('nginx', 'published', '172.17.0.2', { open: ['UDP'], expected: 'closed', control: 5 }),
  ...reached({ kind: 'engine-host' }, 'published', '172.17.0.2'),
  ...reached('nginx', 'grafana', 'fd00::3', { open: ['TCP', 'ping'] }),
];

const tableFailures = table
  .filter(({ judged, table: place }) => place && judged?.held === false)
  .map((probe) => probeFailure(probe, probe.judged?.expected ?? { kind: 'no answer' }));

const evidence = [refused('nginx', 'http://grafana:81', 1), answered('nginx', 'http://dashboard:3000', 'grafana')];

/** One behaviour of each kind, and one of which everything is hostile. */
export const findings: readonly Finding[] = [
  finding({
    id: 'bridge.refuses',
    sentence: 'A port that nobody listens on is refused',
    why: 'A request would hang instead.',
    topology,
    probes: evidence,
    statements: [{ subject: 'the driver in inspect', expected: "'bridge'", observed: "'bridge'", held: true }],
    repro: {
      ...noRepro,
      build: ['docker network create bridgenetwork', 'docker run --name nginx nginx'],
      steps: [{ lines: ['docker exec nginx curl grafana'], expected: ['expected: refused'] }],
    },
  }),
  finding({
    id: 'bridge.alias-resolves',
    verdict: 'failed',
    failures: [failure, ...tableFailures],
    suspicion: 'the packet left, and nothing came back',
    topology,
    probes: table,
  }),
  finding({
    id: 'none.podman',
    chapter: 'none',
    scenario: 'A container without a network',
    verdict: 'known-difference',
    failures: [failure],
    difference: {
      entry: 'none.podman on podman',
      instead: 'the container has another network',
      dockerSpecific: true,
      evidence: 'https://podman.io/',
    },
  }),
  finding({
    id: 'none.unsupported',
    chapter: 'none',
    scenario: 'A container without a network',
    verdict: 'unsupported',
    unmet: [
      {
        need: 'lab',
        requires: 'engines of the suite',
        evidence: 'there are none',
        remedy: 'try --engine debian:trixie',
      },
      { need: 'ipv6', requires: 'IPv6 on the host', evidence: 'it is off', remedy: 'turn it on' },
    ],
  }),
  finding({
    id: 'none.hostile',
    chapter: 'none',
    scenario: HOSTILE,
    sentence: HOSTILE,
    verdict: 'error',
    explanation: HOSTILE,
    unmet: [{ need: HOSTILE, requires: HOSTILE, evidence: HOSTILE, remedy: HOSTILE }],
    failures: [{ kind: 'fact', subject: HOSTILE, expected: HOSTILE, observed: HOSTILE }],
    suspicion: HOSTILE,
    why: HOSTILE,
    docs: `javascript:alert(1)//${HOSTILE}`,
    repro: { ...noRepro, build: [HOSTILE], steps: [{ lines: [HOSTILE], expected: [HOSTILE] }] },
    probes: [
      Object.assign(answered(HOSTILE, `http://${HOSTILE}`, HOSTILE), {
        headers: { [HOSTILE]: HOSTILE },
        body: HOSTILE,
      }),
    ],
    topology: {
      hosts: [{ name: HOSTILE, engine: true, address: HOSTILE }],
      networks: [{ name: HOSTILE, driver: HOSTILE }],
      containers: [
        container(HOSTILE, { networks: { [HOSTILE]: { address: HOSTILE, aliases: [HOSTILE] } }, role: HOSTILE }),
      ],
    },
  }),
];

/** The results of a run with one behaviour of each kind; `copies` of them, each with ids of its own. */
export function exampleResults(copies = 1): Results {
  const all = Array.from({ length: copies }, (_, copy) =>
    findings.map((one) => Object.assign({}, one, copy > 0 && { id: `${one.id}-${copy}` })),
  );
  const results = resultsOf(...all.flat());
  const collected = [{ of: HOSTILE, what: HOSTILE, text: `default via 172.18.0.1\n${HOSTILE}` }];
  const tests = results.results.tests.map((test) =>
    test.extra.verdict === 'failed' ? { ...test, extra: { ...test.extra, collected } } : test,
  );
  return { ...results, results: { ...results.results, tests } };
}
