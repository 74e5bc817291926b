import { ways } from '../../probe/request.ts';
import { type Html, markup } from './escape.ts';
import type { PathKind, ProbePath } from './topology/probe-path.ts';
import { MARKS, plateSample, usedMarks } from './topology/way-marks.ts';

const LINES: Record<PathKind, string> = {
  answered: 'answered',
  mixed: 'answered by some ways',
  unresolved: 'unresolved',
  unanswered: 'no answer',
  broken: 'not as expected',
};

/** A sample of a line of the drawing, with its meaning. */
export function lineSample(kind: PathKind): Html {
  return markup`<svg class="sample" width="30" height="10" role="img" aria-label="${LINES[kind]}"><g class="probe-path ${kind}"><path d="M1,5L29,5"/></g></svg>`;
}

/** The meaning of the lines and marks that a drawing has. */
export function legend(paths: readonly ProbePath[]): Html {
  const kinds = new Set(paths.map(({ kind }) => kind));
  const used = (Object.keys(LINES) as PathKind[]).filter((kind) => kinds.has(kind));
  const lines = used.map((kind) => markup`<span>${lineSample(kind)} ${LINES[kind]}</span>`);
  const marks = usedMarks(paths).map(
    (name) =>
      markup`<span><svg class="sample" width="14" height="14" aria-hidden="true"><use href="#way-${name}" x="7" y="7"/></svg> ${MARKS[name]}</span>`,
  );
  const plate = marks.length > 0 && markup`<span>${plateSample()} ${ways.join(', ')}</span>`;
  return markup`<figcaption>${lines}${plate}${marks}</figcaption>`;
}
