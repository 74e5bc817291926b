import { instance } from '@viz-js/viz';
import type { Graph, GraphNode } from './graph.ts';

/** A rectangle, in px from the top left. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything of a graph is, in px. */
export interface Layout {
  readonly nodes: ReadonlyMap<string, Box>;
  readonly hosts: ReadonlyMap<string, Box>;
  /** By link: the points of a Bézier curve, from the link's beginning to its end. */
  readonly curves: ReadonlyMap<string, readonly (readonly [number, number])[]>;
}

/** The part of Graphviz's output that is used. */
interface Laid {
  readonly bb: string;
  readonly objects?: readonly { name: string; bb?: string; pos?: string }[];
  readonly edges?: readonly { id: string; pos: string }[];
}

const PX_PER_INCH = 72;

export const TITLE_PX = 18;
export const LINE_PX = 15;

/** The size of a box with room for its text, by the average width of its font's letters. */
function sizeOf({ title, lines }: GraphNode): { width: number; height: number } {
  const width = Math.max(title.length * 7.8, ...lines.map((line) => line.length * 6.7));
  return { width: Math.ceil(width) + 26, height: TITLE_PX + lines.length * LINE_PX + 14 };
}

/** To load it takes longer than to lay out a scenario, and a site has hundreds. */
let loaded: ReturnType<typeof instance> | undefined;

/** Graphviz, loaded once. Its input has sizes and numbers only, never text of a container. */
export async function loadLayout(): Promise<(graph: Graph, hasWays: boolean) => Layout> {
  loaded ??= instance();
  const graphviz = await loaded;
  return (graph, hasWays) => {
    const names = new Map([...graph.nodes.keys()].map((id, index) => [id, `n${index}`]));
    const { hosts } = graph;
    const nodes = [...graph.nodes.values()].map((node) => {
      const { width, height } = sizeOf(node);
      const attributes = { width: width / PX_PER_INCH, height: height / PX_PER_INCH };
      return { name: names.get(node.id) ?? '', attributes, host: node.host };
    });
    const laid = graphviz.renderJSON({
      directed: false,
      // with room for the marks of ways
      graphAttributes: { rankdir: 'LR', nodesep: 0.28, ranksep: hasWays ? 0.95 : 0.62 },
      nodeAttributes: { shape: 'box', fixedsize: true, label: '' },
      nodes: nodes.filter(({ host }) => host === undefined).map(({ name, attributes }) => ({ name, attributes })),
      subgraphs: hosts.map(({ name: host, title }, index) => ({
        name: `cluster_${index}`,
        // room for its name
        graphAttributes: { margin: 18, label: 'x'.repeat(title.length), fontsize: 13 },
        nodes: nodes.filter((one) => one.host === host).map(({ name, attributes }) => ({ name, attributes })),
      })),
      edges: [...graph.links.values()].map(({ id, from, to }) => ({
        tail: names.get(from) ?? '',
        head: names.get(to) ?? '',
        attributes: { id },
      })),
    });
    return readLayout(
      laid as Laid,
      graph,
      names,
      hosts.map(({ name }) => name),
    );
  };
}

function readLayout(laid: Laid, graph: Graph, names: ReadonlyMap<string, string>, hosts: readonly string[]): Layout {
  const [, , , top = 0] = numbers(laid.bb);
  // Graphviz counts from the bottom
  const point = (x: number, y: number): [number, number] => [round(x), round(top - y)];
  const found = new Map((laid.objects ?? []).map((object) => [object.name, object]));
  const boxOf = (node: GraphNode): Box => {
    const { width, height } = sizeOf(node);
    const [x = 0, y = 0] = numbers(found.get(names.get(node.id) ?? '')?.pos ?? '');
    const [left, upper] = point(x - width / 2, y + height / 2);
    return { x: left, y: upper, width, height };
  };
  const hostBox = (index: number): Box => {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = numbers(found.get(`cluster_${index}`)?.bb ?? '');
    const [x, y] = point(x0, y1);
    return { x, y, width: round(x1 - x0), height: round(y1 - y0) };
  };
  const curve = (pos: string): [number, number][] => pos.split(' ').map((pair) => point(...pairOf(pair)));
  return {
    nodes: new Map([...graph.nodes.values()].map((node) => [node.id, boxOf(node)])),
    hosts: new Map(hosts.map((host, index) => [host, hostBox(index)])),
    curves: new Map((laid.edges ?? []).map(({ id, pos }) => [id, curve(pos)])),
  };
}

function pairOf(text: string): [number, number] {
  const [x = 0, y = 0] = numbers(text);
  return [x, y];
}

function numbers(text: string): number[] {
  return text.split(',').map(Number);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
