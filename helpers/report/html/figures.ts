import type { Topology } from '../../scenario/topology.ts';
import type { ResultTest } from '../ctrf.ts';
import { withoutRunNames } from '../repeat.ts';
import { type Html, markup } from './escape.ts';
import { legend } from './legend.ts';
import { drawingOf, drawnExtras, drawnPaths, frameOf, shownBoxes } from './topology/drawing.ts';
import { Graph } from './topology/graph.ts';
import { type Layout, loadLayout } from './topology/layout.ts';
import type { ProbePath } from './topology/probe-path.ts';
import { drawnPlate, markShapes, platesOf } from './topology/way-marks.ts';
import { pathsOf } from './topology/ways-path.ts';

/** The drawings of a run: each scenario once, and the figure of each behaviour. */
export interface Figures {
  readonly drawings: Html;
  of(test: ResultTest): Html | undefined;
}

interface Scene {
  readonly name: string;
  readonly graph: Graph;
  readonly paths: Map<ResultTest, ProbePath[]>;
  layout?: Layout;
}

/** Draws every scenario of a run, equal ones once. One that cannot be drawn is described as text. */
export async function drawFigures(tests: readonly ResultTest[]): Promise<Figures> {
  const scenes = new Map<string, Scene>();
  const sceneOf = new Map<ResultTest, Scene>();
  for (const test of tests) {
    const { topology, probes } = withoutRunIds(test);
    if (!topology || topology.containers.length + topology.hosts.length === 0) continue;
    const key = JSON.stringify(topology);
    const scene = scenes.get(key) ?? { name: `s${scenes.size}`, graph: new Graph(topology), paths: new Map() };
    scenes.set(key, scene);
    sceneOf.set(test, scene);
    scene.paths.set(test, pathsOf(scene.graph, probes));
  }
  const all = [...scenes.values()];
  if (all.length > 0) await layOut(all);
  const hasMarks = all.some(({ paths }) => [...paths.values()].flat().some(({ ways }) => ways));
  const drawings = all.map(({ name, graph, layout }) => layout && drawingOf(name, graph, layout));
  return {
    drawings: markup`<svg class="drawings" width="0" height="0" aria-hidden="true"><defs>${hasMarks && markShapes}${drawings}</defs></svg>`,
    of: (test) => {
      const scene = sceneOf.get(test);
      return scene && figureOf(scene, scene.paths.get(test) ?? []);
    },
  };
}

/** The drawing of one topology, with the paths that are found in its graph; undefined where there is nothing to draw. */
export async function drawTopology(
  topology: Topology,
  pathsIn: (graph: Graph) => ProbePath[],
): Promise<Html | undefined> {
  const graph = new Graph(topology);
  const paths = pathsIn(graph);
  const scene: Scene = { name: 's0', graph, paths: new Map() };
  await layOut([scene]);
  const { layout } = scene;
  const drawing =
    layout &&
    markup`<svg class="drawings" width="0" height="0" aria-hidden="true"><defs>${drawingOf('s0', graph, layout)}</defs></svg>`;
  const figure = figureOf(scene, paths);
  return figure && markup`${drawing}${figure}`;
}

/** The topology and probes without the ids of the run, so that equal scenarios are recognised. */
function withoutRunIds({ extra: { topology, evidence } }: ResultTest) {
  const text = JSON.stringify({ topology, probes: evidence });
  return JSON.parse(text.replace(/dnc-[\da-f]{6}-[\da-f]{4}-/g, 'dnc-')) as {
    topology?: typeof topology;
    probes: typeof evidence;
  };
}

async function layOut(scenes: readonly Scene[]): Promise<void> {
  const layout = await loadLayout();
  for (const scene of scenes) {
    try {
      const hasWays = [...scene.paths.values()].some((paths) => paths.some(({ ways }) => ways));
      scene.layout = layout(scene.graph, hasWays);
    } catch {
      // the figure describes it as text
    }
  }
}

function figureOf({ name, graph, layout }: Scene, paths: readonly ProbePath[]): Html | undefined {
  const text = asText(graph);
  if (!layout) return markup`<p class="as-text">${text}</p>`;
  const plates = platesOf(layout, paths, shownBoxes(graph, layout, paths));
  const frame = frameOf(graph, layout, paths, plates);
  if (!frame) return undefined;
  const { x, y, width, height } = frame;
  return markup`<figure tabindex="0"><svg class="topology" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}" role="img" aria-label="${text}"><use href="#${name}"/>${drawnPaths(name, layout, paths)}<use href="#${name}-boxes"/>${drawnExtras(name, graph, paths)}${plates.map(drawnPlate)}</svg>${legend(paths)}</figure>`;
}

/** The scenario as text, for readers who cannot see it. */
function asText({ nodes, links }: Graph): string {
  const box = (id: string): string => withoutRunNames(nodes.get(id)?.title ?? '');
  const boxes = [...nodes.values()].map(({ title, lines }) => [title, ...lines].join(', '));
  const joined = [...links.values()].filter(({ plain }) => plain).map(({ from, to }) => `${box(from)} to ${box(to)}`);
  return `Topology: ${boxes.join('; ')}. Connected: ${joined.join('; ') || 'nothing'}.`;
}
