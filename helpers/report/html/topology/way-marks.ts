import { type Html, markup } from '../escape.ts';
import type { Box, Layout } from './layout.ts';
import type { PathStep, ProbePath, WayMark, WayMarks } from './probe-path.ts';

type Point = readonly [number, number];

const CELL = 11;
const HEIGHT = 13;
/** The room for the word IPv6. */
const FAMILY_PX = 27;

/** Where the marks of ways may be on the last step of their path, and then on the first, the best place first. */
const PLACES = [0.5, 0.65, 0.35, 0.8];

/** The marks of the ways of a path, on a plate beside its end. */
export interface Plate extends Box {
  readonly ways: WayMarks;
  readonly probes: readonly number[];
}

/** What each mark means, by its name. */
export const MARKS = {
  answered: 'answered',
  unanswered: 'no answer',
  'broken-answered': 'answered, not as expected',
  'broken-unanswered': 'no answer, not as expected',
} as const;

type MarkName = keyof typeof MARKS;

/** The shapes of the marks, which the drawings refer to; a shape, not only a colour, tells one from another. */
export const markShapes: Html = markup`<circle id="way-answered" class="way answered" r="3.6"/><path id="way-unanswered" class="way unanswered" d="M-3,-3L3,3M3,-3L-3,3"/><g id="way-broken-answered" class="way broken"><rect x="-5" y="-5" width="10" height="10"/><circle r="3"/></g><g id="way-broken-unanswered" class="way broken"><rect x="-5" y="-5" width="10" height="10"/><path d="M-3,-3L3,3M3,-3L-3,3"/></g>`;

/** Places the marks of each path with ways on it, beside each other and the boxes. */
export function platesOf(layout: Layout, paths: readonly ProbePath[], boxes: readonly Box[]): Plate[] {
  const placed: Plate[] = [];
  for (const { ways, steps, probes } of paths) {
    if (!ways || steps.length === 0) continue;
    const size = { width: CELL * 4 + 2 + (ways.isIPv6 ? FAMILY_PX : 0), height: HEIGHT };
    const places = placesOn(layout, steps).map(([x, y]) => around(x, y, size));
    const isFree = (box: Box): boolean => !placed.some((other) => overlaps(box, other));
    const [best = around(0, 0, size)] = places;
    const place =
      places.find((box) => isFree(box) && !boxes.some((other) => overlaps(box, other))) ??
      places.find(isFree) ??
      below(best, isFree);
    placed.push({ ...place, ways, probes });
  }
  return placed;
}

/** The marks as they are drawn: TCP, another TCP port, UDP, ping. */
export function drawnPlate({ x, y, width, height, ways, probes }: Plate): Html {
  const { isIPv6, marks } = ways;
  const family = isIPv6 && markup`<text x="${x + 4}" y="${y + 10}">IPv6</text>`;
  const first = x + 1 + (isIPv6 ? FAMILY_PX : 0);
  return markup`<g class="plate" data-probes="${probes.join(' ')}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="3"/>${family}${drawnMarks(marks, first, y)}</g>`;
}

/** A sample of four marks. */
export function plateSample(): Html {
  const answered = { kind: 'answered', arrived: true } as const;
  return markup`<svg class="sample" width="48" height="15" aria-hidden="true">${drawnPlate({ x: 1, y: 1, width: CELL * 4 + 2, height: HEIGHT, ways: { isIPv6: false, marks: [answered, answered, answered, answered] }, probes: [] })}</svg>`;
}

/** The names of the marks that are used. */
export function usedMarks(paths: readonly ProbePath[]): MarkName[] {
  const used = new Set(paths.flatMap(({ ways }) => (ways?.marks ?? []).flatMap((mark) => (mark ? nameOf(mark) : []))));
  return (Object.keys(MARKS) as MarkName[]).filter((name) => used.has(name));
}

function drawnMarks(marks: readonly (WayMark | undefined)[], x: number, y: number): Html[] {
  return marks.flatMap((mark, index) =>
    mark ? markup`<use href="#way-${nameOf(mark)}" x="${round(x + CELL * (index + 0.5))}" y="${y + HEIGHT / 2}"/>` : [],
  );
}

function nameOf({ kind, arrived }: WayMark): MarkName {
  const name = arrived ? 'answered' : 'unanswered';
  return kind === 'broken' ? `broken-${name}` : name;
}

/** Points on the last step of a path, then on its first. */
function placesOn({ curves }: Layout, steps: readonly PathStep[]): Point[] {
  const ends = steps.length > 1 ? [steps.at(-1), steps[0]] : [steps[0]];
  return ends.flatMap((step) => {
    const curve = step && curves.get(step.link.id);
    if (!curve) return [];
    return PLACES.map((part) => pointOn(curve, step.forward ? part : 1 - part));
  });
}

/** The point at a part of a chain of cubic Bézier curves. */
function pointOn(curve: readonly Point[], part: number): Point {
  const pieces = Math.max(Math.floor((curve.length - 1) / 3), 1);
  const piece = Math.min(Math.floor(part * pieces), pieces - 1);
  const [a = [0, 0], b = a, c = b, d = c] = curve.slice(piece * 3, piece * 3 + 4);
  const t = part * pieces - piece;
  const s = 1 - t;
  const at = (i: 0 | 1): number => s ** 3 * a[i] + 3 * s * s * t * b[i] + 3 * s * t * t * c[i] + t ** 3 * d[i];
  return [at(0), at(1)];
}

function around(x: number, y: number, { width, height }: { width: number; height: number }): Box {
  return { x: round(x - width / 2), y: round(y - height / 2), width, height };
}

/** The first free place below a box. */
function below(box: Box, isFree: (box: Box) => boolean): Box {
  if (isFree(box)) return box;
  return below({ ...box, y: round(box.y + HEIGHT + 2) }, isFree);
}

function overlaps(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
