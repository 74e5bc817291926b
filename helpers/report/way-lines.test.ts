import { expect, test } from '@jest/globals';
import type { Probe } from '../probe/journal.ts';
import { printVantagePoint, ways } from '../probe/request.ts';
import { answered, reached } from './html/example.ts';
import { type WayLine, isOverIPv6, judgedLines, wayLines } from './way-lines.ts';

const closed = { expected: 'closed', open: [] } as const;

/** The lines as text, with the numbers of their requests, and those of their controls. */
function lines(...probes: Probe[]): string[] {
  return judgedLines(wayLines(probes)).map(({ from, to, cells, control }) => {
    const line = `${printVantagePoint(from)} → ${to} ${numbers(cells)}`;
    return control ? `${line}, control ${numbers(control.cells)}` : line;
  });
}

function numbers(cells: WayLine['cells']): string {
  return [...cells.values()].map(({ number }) => number).join(' ');
}

test('the four ways from one to another are a line, whatever is between them', () => {
  const [first, ...others] = reached('nginx', 'grafana', '172.18.0.3');
  expect(lines(first as Probe, answered('nginx', 'http://grafana', 'grafana'), ...others)).toEqual([
    'nginx → grafana 1 3 4 5',
  ]);
});

test('a second table of the same pair is another line', () => {
  const again = [...reached('nginx', 'grafana', '172.18.0.3'), ...reached('nginx', 'grafana', '172.18.0.3')];
  expect(lines(...again)).toHaveLength(2);
});

test('each version of IP has a line', () => {
  const both = [...reached('nginx', 'grafana', '172.18.0.3'), ...reached('nginx', 'grafana', 'fd00::3')];
  expect(wayLines(both).map(isOverIPv6)).toEqual([false, true]);
});

test('the control of lines is known, and is no line of its own', () => {
  const probes = [
    ...reached('peer', 'grafana', '172.18.0.3'),
    ...reached('nginx', 'grafana', '172.18.0.3', { ...closed, control: 0 }),
    ...reached('other', 'grafana', '172.18.0.3', { ...closed, control: 0 }),
  ];
  expect(lines(...probes)).toEqual([
    'nginx → grafana 5 6 7 8, control 1 2 3 4',
    'other → grafana 9 10 11 12, control 1 2 3 4',
  ]);
});

test('a line whose ways have no common control has none', () => {
  const probes = [
    ...reached('peer', 'grafana', '172.18.0.3'),
    ...reached('nginx', 'grafana', '172.18.0.3', { ...closed, control: 2 }),
  ];
  expect(lines(...probes)).toHaveLength(ways.length / 2);
});
