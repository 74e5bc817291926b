import { describeOutcome } from '../../probe/outcome.ts';
import { printProbe } from '../../probe/request.ts';
import { printable } from '../../report/terminal.ts';
import type { Difference, Sighting } from './compare.ts';
import type { Draw } from './draw.ts';

/** What was drawn for one run. */
export function circumstances({ seed, workers, load }: Draw): string {
  return `seed ${seed}, ${workers} workers, load ${load}`;
}

/** The line of one run. */
export function lineOf(place: string, draw: Draw, seconds: number, outcome: string): string {
  return `${place.padStart(7)}  ${[circumstances(draw), `${seconds.toFixed(1)} s`, outcome].join(', ')}`;
}

/** A behaviour whose verdict differed: every verdict with the runs, the reason and the evidence. */
export function told({ id, sentence, seen }: Difference): string {
  return [`${id} · ${sentence}`, ...seen.flatMap(sighted)].join('\n');
}

function sighted({ verdict, runs, reason = '', evidence }: Sighting): string[] {
  const asked = evidence.map((outcome) => {
    return `${printProbe(outcome)} → ${describeOutcome(outcome)} (${outcome.tookMs} ms)`;
  });
  const lines = [...printable(reason).split('\n'), ...asked.map(printable)].filter(Boolean);
  return [`  ${verdict} in run ${runs.join(', ')}`, ...lines.map((line) => `      ${line}`)];
}
