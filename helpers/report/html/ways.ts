import type { Expectation } from '../../probe/expectation.ts';
import { printExpectation } from '../../probe/expectation.ts';
import type { Probe } from '../../probe/journal.ts';
import { summarizeOutcome } from '../../probe/outcome.ts';
import { printVantagePoint, ways } from '../../probe/request.ts';
import type { Topology } from '../../scenario/topology.ts';
import { withoutRunNames } from '../repeat.ts';
import { type JudgedLine, type Numbered, type WayLine, isOverIPv6, judgedLines, wayLines } from '../way-lines.ts';
import { type Html, markup } from './escape.ts';

/** Who reached whom by each way, as observed and as expected; the control of a line stands below it. */
export function waysTable(probes: readonly Probe[], topology: Topology | undefined): Html | undefined {
  const lines = judgedLines(wayLines(probes));
  if (lines.length === 0) return undefined;
  const groups = Map.groupBy(lines, ({ control, ...line }) => control ?? line);
  const bodies = [...groups.values()].map(
    (group) =>
      markup`<tbody>${group.map((line) => row(line, topology))}${group[0]?.control && row(group[0].control, topology, true)}</tbody>`,
  );
  const heads = ways.map((way) => markup`<th scope="col">${way}</th>`);
  return markup`<div class="wide"><table class="ways"><caption>Who reaches whom by TCP at the server’s port, TCP at another port, UDP and ping</caption><thead><tr><th scope="col">From and to</th>${heads}</tr></thead>${bodies}</table></div>`;
}

function row(line: WayLine | JudgedLine, topology: Topology | undefined, isControl = false): Html {
  const { from, to, address, cells } = line;
  const word = isControl && markup`<i>control</i> `;
  const family = isOverIPv6(line) && markup` <b class="family">IPv6</b>`;
  const outcomes = ways.map((way) => {
    const found = cells.get(way);
    return found ? cell(found, to, topology) : markup`<td><span class="muted">not sent</span></td>`;
  });
  return markup`<tr${isControl && markup` class="control"`}><th scope="row">${word}${printVantagePoint(from)} → ${to}${family} <span class="address">${address}</span></th>${outcomes}</tr>`;
}

function cell({ probe, number }: Numbered, to: string, topology: Topology | undefined): Html {
  const { judged, table } = probe;
  const { word, detail } = observed(probe, to, topology);
  const sign = judged && (judged.held ? HELD : NOT_HELD);
  const expected = judged?.held === false && `expected ${expectedWord(judged.expected)}`;
  const more = [detail, expected].filter(Boolean).join(', ');
  return markup`<td data-probe="${number}" data-way="${table?.way}"${expected && markup` class="broken"`}>${sign}${word}${more && markup` <small>${more}</small>`}</td>`;
}

const HELD = markup`<span class="held" role="img" aria-label="as expected">✓</span> `;
const NOT_HELD = markup`<span class="not-held" role="img" aria-label="not as expected">✕</span> `;

/** Whether a way is open, and what else was observed. */
function observed(probe: Probe, to: string, topology: Topology | undefined): { word: string; detail?: string } {
  if (probe.kind === 'unfinished') return { word: 'incomplete answer' };
  if (probe.kind !== 'answered' && probe.kind !== 'echoed') return { word: 'closed', detail: summarizeOutcome(probe) };
  const by = withoutRunNames(probe.by ?? 'an unknown server', topology);
  return by.toLowerCase() === to.toLowerCase() ? { word: 'open' } : { word: 'answered', detail: `by ${by}` };
}

function expectedWord(expected: Expectation): string {
  if (expected.kind === 'answered') return 'open';
  return expected.kind === 'no answer' ? 'closed' : printExpectation(expected);
}
