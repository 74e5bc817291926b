import type { ResultTest } from '../ctrf.ts';
import { withoutRunNames } from '../repeat.ts';
import { type Html, markup } from './escape.ts';
import { legend } from './probes.ts';
import { drawingOf, drawnGuests, drawnWays, frameOf } from './topology/drawing.ts';
import { Graph } from './topology/graph.ts';
import { type Layout, loadLayout } from './topology/layout.ts';
import { type Way, wayOf } from './topology/way.ts';

/** The drawings of a run: what its behaviours have in common once, and the figure of each. */
export interface Figures {
  readonly drawings: Html;
  of(test: ResultTest): Html | undefined;
}

interface Scene {
  readonly name: string;
  readonly graph: Graph;
  readonly ways: Map<ResultTest, Way[]>;
  layout?: Layout;
}

/** Draws every scenario of a run, those that look the same once. One that cannot be drawn is told in words. */
export async function drawFigures(tests: readonly ResultTest[]): Promise<Figures> {
  const scenes = new Map<string, Scene>();
  const sceneOf = new Map<ResultTest, Scene>();
  for (const test of tests) {
    const { topology, probes } = withoutRun(test);
    if (!topology || topology.containers.length + topology.hosts.length === 0) continue;
    const key = JSON.stringify(topology);
    const scene = scenes.get(key) ?? { name: `s${scenes.size}`, graph: new Graph(topology), ways: new Map() };
    scenes.set(key, scene);
    sceneOf.set(test, scene);
    scene.ways.set(
      test,
      probes.map((probe) => wayOf(scene.graph, probe)),
    );
  }
  const all = [...scenes.values()];
  if (all.length > 0) await layOut(all);
  const drawings = all.map(({ name, graph, layout }) => layout && drawingOf(name, graph, layout));
  return {
    drawings: markup`<svg class="drawings" width="0" height="0" aria-hidden="true"><defs>${drawings}</defs></svg>`,
    of: (test) => {
      const scene = sceneOf.get(test);
      return scene && figureOf(scene, scene.ways.get(test) ?? []);
    },
  };
}

/** Without what is another in each run, so that the same scenario looks the same. */
function withoutRun({ extra: { topology, evidence } }: ResultTest) {
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
      scene.layout = layout(scene.graph);
    } catch {
      // it is told in words then
    }
  }
}

function figureOf({ name, graph, layout }: Scene, ways: readonly Way[]): Html | undefined {
  const words = inWords(graph);
  if (!layout) return markup`<p class="in-words">${words}</p>`;
  const frame = frameOf(graph, layout, ways);
  if (!frame) return undefined;
  const { x, y, width, height } = frame;
  return markup`<figure tabindex="0"><svg class="topology" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}" role="img" aria-label="${words}"><use href="#${name}"/>${drawnWays(name, layout, ways)}<use href="#${name}-boxes"/>${drawnGuests(name, graph, ways)}</svg>${legend(new Set(ways.map(({ kind }) => kind)))}</figure>`;
}

/** The scenario for who cannot see it. */
function inWords({ nodes, links }: Graph): string {
  const box = (id: string): string => withoutRunNames(nodes.get(id)?.title ?? '');
  const boxes = [...nodes.values()].map(({ title, lines }) => [title, ...lines].join(', '));
  const joined = [...links.values()].filter(({ plain }) => plain).map(({ from, to }) => `${box(from)} to ${box(to)}`);
  return `Topology: ${boxes.join('; ')}. Connected: ${joined.join('; ') || 'nothing'}.`;
}
