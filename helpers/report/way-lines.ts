import type { Probe } from '../probe/journal.ts';
import { type VantagePoint, type Way, requestedHost } from '../probe/request.ts';

/** A request with its number among all requests of a behaviour, counted from 1. */
export interface Numbered {
  readonly probe: Probe;
  readonly number: number;
}

/** A line of a table of ways: from a vantage point to a server, at one address. */
export interface WayLine {
  readonly from: VantagePoint;
  /** The server's name in the scenario. */
  readonly to: string;
  readonly address: string;
  readonly cells: ReadonlyMap<Way, Numbered>;
}

/** A line, and the line that is the control of all of its ways, if there is one. */
export interface JudgedLine extends WayLine {
  readonly control?: WayLine;
}

/** The requests of a behaviour that are of tables of ways, as lines, in the order in which they were sent. */
export function wayLines(probes: readonly Probe[]): WayLine[] {
  const lines: (WayLine & { readonly cells: Map<Way, Numbered> })[] = [];
  // a second table of a pair is another line
  const latest = new Map<string, (typeof lines)[number]>();
  for (const [index, probe] of probes.entries()) {
    if (!probe.table) continue;
    const { to, way } = probe.table;
    const address = requestedHost(probe.request);
    const key = JSON.stringify([probe.from, to, address]);
    let line = latest.get(key);
    if (!line || line.cells.has(way)) {
      line = { from: probe.from, to, address, cells: new Map() };
      lines.push(line);
      latest.set(key, line);
    }
    line.cells.set(way, { probe, number: index + 1 });
  }
  return lines;
}

/** The lines with their controls; a line that is only a control stands for itself nowhere. */
export function judgedLines(lines: readonly WayLine[]): JudgedLine[] {
  const lineOf = new Map(lines.flatMap((line) => [...line.cells.values()].map(({ number }) => [number - 1, line])));
  const judged = lines.map((line): JudgedLine => {
    const controls = new Set(controlsOf(line).map((control) => lineOf.get(control)));
    const [control] = controls;
    return { ...line, ...(control && controls.size === 1 ? { control } : {}) };
  });
  const controls = new Set(judged.map(({ control }) => control));
  return judged.filter((line, index) => line.control || !controls.has(lines[index]));
}

/** Whether the requests are sent over IPv6. */
export function isOverIPv6({ address }: WayLine): boolean {
  return address.includes(':');
}

function controlsOf({ cells }: WayLine): number[] {
  return [...cells.values()].flatMap(({ probe }) => probe.judged?.control ?? []);
}
