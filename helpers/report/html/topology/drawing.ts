import { type Html, markup } from '../escape.ts';
import type { Graph, GraphNode } from './graph.ts';
import { type Box, LINE_PX, type Layout, TITLE_PX } from './layout.ts';
import type { ProbePath, PathKind } from './probe-path.ts';

type Point = readonly [number, number];

/** Room for lines and arrows at the edge. */
const MARGIN = 4;

/** The boxes and lines of a scenario, which the figures of its behaviours refer to by id. */
export function drawingOf(name: string, graph: Graph, layout: Layout): Html {
  const hosts = graph.hosts.map(({ name: host, title }) => drawnHost(title, layout.hosts.get(host)));
  const links = [...graph.links.values()];
  const curves = links.map(({ id }) => markup`<path id="${name}-${id}" d="${curveOf(layout, id)}"/>`);
  const plain = links.filter((link) => link.plain).map(({ id }) => markup`<use href="#${name}-${id}"/>`);
  const boxes = [...graph.nodes.values()].map((node) => ({ node, box: drawnNode(node, layout.nodes.get(node.id)) }));
  const members = boxes.filter(({ node }) => !isExtra(node)).map(({ box }) => box);
  const extras = boxes.filter(({ node }) => isExtra(node));
  const named = extras.map(({ node, box }) => markup`<g id="${extraName(name, graph, node)}">${box}</g>`);
  return markup`${curves}<g id="${name}"><g class="hosts">${hosts}</g><g class="links">${plain}</g></g><g id="${name}-boxes">${members}</g>${named}`;
}

/** The part of a drawing that the scenario and these paths take up; undefined if both are empty. */
export function frameOf(
  graph: Graph,
  layout: Layout,
  paths: readonly ProbePath[],
  plates: readonly Box[] = [],
): Box | undefined {
  const boxes = [...layout.hosts.values(), ...shownBoxes(graph, layout, paths), ...plates];
  if (boxes.length === 0) return undefined;
  const links = [...graph.links.values()].filter(({ plain }) => plain);
  const drawn = [...links, ...paths.flatMap(({ steps }) => steps.map(({ link }) => link))];
  const points = drawn.flatMap(({ id }) => layout.curves.get(id) ?? []);
  const xs = boxes.flatMap(({ x, width }) => [x, x + width]).concat(points.map(([x]) => x));
  const ys = boxes.flatMap(({ y, height }) => [y, y + height]).concat(points.map(([, y]) => y));
  const [x, y] = [Math.floor(Math.min(...xs)) - MARGIN, Math.floor(Math.min(...ys)) - MARGIN];
  return { x, y, width: Math.ceil(Math.max(...xs)) + MARGIN - x, height: Math.ceil(Math.max(...ys)) + MARGIN - y };
}

/** The boxes of the scenario's members, and those at the ends of these paths. */
export function shownBoxes(graph: Graph, layout: Layout, paths: readonly ProbePath[]): Box[] {
  const extras = new Set(extrasOf(graph, paths));
  const shown = [...graph.nodes.values()].filter((node) => !isExtra(node) || extras.has(node));
  return shown.map(({ id }) => layout.nodes.get(id)).filter((box) => box !== undefined);
}

/** The boxes at the ends of these paths that are not members of the scenario. */
export function drawnExtras(name: string, graph: Graph, paths: readonly ProbePath[]): Html[] {
  return extrasOf(graph, paths).map((node) => markup`<use href="#${extraName(name, graph, node)}"/>`);
}

function extrasOf({ nodes }: Graph, paths: readonly ProbePath[]): GraphNode[] {
  const ends = paths.flatMap(({ steps }) => steps.flatMap(({ link }) => [link.from, link.to]));
  const found = [...new Set(ends)].map((id) => nodes.get(id));
  return found.filter((node) => node !== undefined).filter(isExtra);
}

function isExtra({ kind }: GraphNode): boolean {
  return kind === 'sender' || kind === 'unknown';
}

function extraName(name: string, { nodes }: Graph, { id }: GraphNode): string {
  return `${name}-n${[...nodes.keys()].indexOf(id)}`;
}

const order: readonly PathKind[] = ['answered', 'mixed', 'unresolved', 'unanswered', 'broken'];

/** The paths of a behaviour's probes, the broken ones on top; equal ones are drawn once. */
export function drawnPaths(name: string, layout: Layout, paths: readonly ProbePath[]): Html[] {
  const same = Map.groupBy(paths, ({ kind, steps }) =>
    [kind, ...steps.map(({ link, forward }) => `${link.id}${forward}`)].join(' '),
  );
  const drawn = [...same.values()].map((group) => {
    const [path] = group as [ProbePath];
    return { path, probes: group.flatMap((one) => one.probes).join(' ') };
  });
  return drawn
    .filter(({ path }) => path.steps.length > 0)
    .toSorted((one, other) => order.indexOf(one.path.kind) - order.indexOf(other.path.kind))
    .map(
      ({ path, probes }) =>
        markup`<g class="probe-path ${path.kind}" data-probes="${probes}">${path.steps.map(({ link }) => markup`<use href="#${name}-${link.id}"/>`)}${tipOf(layout, path)}</g>`,
    );
}

function curveOf({ curves }: Layout, link: string): string {
  const [start = [0, 0], ...rest] = curves.get(link) ?? [];
  return `M${start.join(',')}C${rest.map((point) => point.join(',')).join(' ')}`;
}

/** An arrow for an answer, a cross for none. */
function tipOf({ curves }: Layout, { steps, arrived }: ProbePath): Html | undefined {
  const last = steps.at(-1);
  const points = last && curves.get(last.link.id);
  if (!points) return undefined;
  const [end, before] = (last.forward ? [points.at(-1), points.at(-2)] : [points[0], points[1]]) as [Point, Point];
  const angle = Math.round((Math.atan2(end[1] - before[1], end[0] - before[0]) * 180) / Math.PI);
  const at = `translate(${end.join(' ')}) rotate(${angle})`;
  return arrived
    ? markup`<path class="arrow" transform="${at}" d="M0,0L-9,4.5L-9,-4.5Z"/>`
    : markup`<path class="cross" transform="${at} translate(-9 0)" d="M-5,-5L5,5M5,-5L-5,5"/>`;
}

function drawnHost(title: string, box: Box | undefined): Html | undefined {
  if (!box) return undefined;
  const { x, y, width, height } = box;
  return markup`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/><text x="${x + 12}" y="${y + 14}">${title}</text>`;
}

function drawnNode({ kind, title, lines }: GraphNode, box: Box | undefined): Html | undefined {
  if (!box) return undefined;
  const { x, y, width, height } = box;
  const radius = { network: height / 2, container: 5, port: 3, sender: 5, unknown: 5 }[kind];
  const below = lines.map((line, index) => markup`<text y="${TITLE_PX + 16 + index * LINE_PX}">${line}</text>`);
  return markup`<g class="box ${kind}" transform="translate(${x + width / 2} ${y})"><rect x="${-width / 2}" width="${width}" height="${height}" rx="${radius}"/><text class="title" y="${TITLE_PX + 2}">${title}</text>${below}</g>`;
}
