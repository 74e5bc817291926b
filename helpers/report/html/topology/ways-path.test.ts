import { expect, test } from '@jest/globals';
import type { Probe } from '../../../probe/journal.ts';
import { answered, reached, topology } from '../example.ts';
import { Graph } from './graph.ts';
import type { Box, Layout } from './layout.ts';
import { platesOf } from './way-marks.ts';
import { pathsOf } from './ways-path.ts';

const TO = '172.18.0.3';

const pathOf = (...probes: Probe[]) => pathsOf(new Graph(topology), probes);

test('the ways from one to another have one path, beside those of single requests', () => {
  const [single, ways] = pathOf(...reached('nginx', 'grafana', TO), answered('nginx', 'http://grafana', 'grafana'));
  expect(single).toMatchObject({ probes: [5] });
  expect(ways).toMatchObject({ probes: [1, 2, 3, 4], kind: 'answered', arrived: true });
  expect(ways?.steps).toHaveLength(2);
});

test.each([
  ['answered', {}],
  ['unanswered', { open: [], expected: 'closed' }],
  ['broken', { open: ['UDP'], expected: 'closed' }],
] as const)('all ways together are %s', (kind, parts) => {
  expect(pathOf(...reached('nginx', 'grafana', TO, parts))).toMatchObject([{ kind }]);
});

test('some ways open and some closed, all as expected, are mixed; each has its mark', () => {
  const [open, , closed] = [...reached('nginx', 'grafana', TO), ...reached('nginx', 'grafana', TO, { open: [] })];
  const judged = { expected: { kind: 'no answer' }, held: true } as const;
  const udp = { ...(closed as Probe), kind: 'timed out', limitMs: 1, judged } as Probe;
  const [path] = pathOf(open as Probe, udp);
  expect(path).toMatchObject({ kind: 'mixed', arrived: true });
  expect(path?.ways?.marks).toEqual([
    { kind: 'answered', arrived: true },
    undefined,
    { kind: 'unanswered', arrived: false },
    undefined,
  ]);
});

test('a server that did not answer over IPv6 is known by its name', () => {
  const graph = new Graph(topology);
  const [path] = pathsOf(graph, reached('nginx', 'grafana', 'fd00::3', { open: [] }));
  const last = path?.steps.at(-1)?.link;
  expect([last?.from, last?.to].map((id) => graph.nodes.get(id ?? '')?.title)).toContain('grafana');
  expect(path?.ways?.isIPv6).toBe(true);
});

test('a process of the suite has one box, whether it answers or not', () => {
  const graph = new Graph(topology);
  const closed = { open: [], expected: 'closed' } as const;
  pathsOf(graph, [
    ...reached('nginx', 'process', '172.18.0.1', closed),
    ...reached('grafana', 'process', '172.18.0.1'),
  ]);
  const unknown = [...graph.nodes.values()].filter(({ kind }) => kind === 'unknown');
  expect(unknown).toMatchObject([{ title: 'process' }]);
});

test('the marks of several lines on one link are beside each other', () => {
  const paths = pathOf(
    ...reached('nginx', 'published', '172.17.0.2'),
    ...reached('published', 'nginx', '172.18.0.2'),
    ...reached('nginx', 'published', 'fd00::2'),
  );
  const line = [
    [0, 0],
    [20, 0],
    [40, 0],
    [60, 0],
  ] as const;
  const links = paths.flatMap(({ steps }) => steps.map(({ link }) => link.id));
  const layout: Layout = { nodes: new Map(), hosts: new Map(), curves: new Map(links.map((id) => [id, line])) };
  const plates = platesOf(layout, paths, []);
  expect(plates).toHaveLength(3);
  for (const one of plates)
    for (const other of plates) if (one !== other) expect(Math.abs(one.y - other.y)).toBeGreaterThanOrEqual(one.height);
});

test('the marks are beside the boxes where there is room', () => {
  const paths = pathOf(...reached('nginx', 'published', '172.17.0.2'));
  const line = [
    [0, 0],
    [100, 0],
    [200, 0],
    [300, 0],
  ] as const;
  const curves = new Map(paths.flatMap(({ steps }) => steps.map(({ link }) => [link.id, line] as const)));
  const box: Box = { x: 100, y: -20, width: 60, height: 40 };
  const [plate] = platesOf({ nodes: new Map(), hosts: new Map(), curves }, paths, [box]);
  expect(plate?.x).toBeGreaterThanOrEqual(box.x + box.width);
});
