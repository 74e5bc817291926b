import type { Probe } from '../../../probe/journal.ts';
import { ways } from '../../../probe/request.ts';
import { type WayLine, isOverIPv6, wayLines } from '../../way-lines.ts';
import type { Graph } from './graph.ts';
import { type PathKind, type ProbePath, type WayMark, isAnswered, kindOf, probePathOf, stepsOf } from './probe-path.ts';

/** The paths of the probes of a behaviour; the ways of a line of a table have one path. */
export function pathsOf(graph: Graph, probes: readonly Probe[]): ProbePath[] {
  const single = [...probes.entries()].filter(([, { table }]) => !table);
  return [
    ...single.map(([index, probe]) => probePathOf(graph, probe, index + 1)),
    ...wayLines(probes).map((line) => pathOfLine(graph, line)),
  ];
}

/** The path of a line is that of a way that was answered, if there is one. */
function pathOfLine(graph: Graph, line: WayLine): ProbePath {
  const cells = [...line.cells.values()];
  const marks = ways.map((way): WayMark | undefined => {
    const probe = line.cells.get(way)?.probe;
    return probe && { kind: kindOf(probe), arrived: isAnswered(probe) };
  });
  const shown = (cells.find(({ probe }) => isAnswered(probe)) ?? cells[0])?.probe;
  return {
    probes: cells.map(({ number }) => number),
    kind: commonKind(marks.flatMap((mark) => mark ?? [])),
    arrived: marks.some((mark) => mark?.arrived),
    steps: shown ? stepsOf(graph, shown) : [],
    ways: { isIPv6: isOverIPv6(line), marks },
  };
}

function commonKind(marks: readonly WayMark[]): PathKind {
  if (marks.some(({ kind }) => kind === 'broken')) return 'broken';
  if (marks.every(({ arrived }) => arrived)) return 'answered';
  return marks.some(({ arrived }) => arrived) ? 'mixed' : 'unanswered';
}
