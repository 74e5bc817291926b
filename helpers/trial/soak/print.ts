import { describeOutcome } from '../../probe/outcome.ts';
import { printProbe } from '../../probe/request.ts';
import { printable } from '../../report/terminal.ts';
import { plural } from '../../report/printed-values.ts';
import type { Difference, VerdictOfRuns } from './compare.ts';
import type { Draw } from './draw.ts';
import { titleOf } from '../../behaviour/title.ts';

/** The circumstances of one run. */
export function circumstances({ seed, workers, load }: Draw): string {
  return `seed ${seed}, ${workers} workers, load ${load}`;
}

/** The line of one run. */
export function lineOf(place: string, draw: Draw, seconds: number, outcome: string): string {
  return `${place.padStart(7)}  ${[circumstances(draw), `${seconds.toFixed(1)} s`, outcome].join(', ')}`;
}

/** A behaviour whose verdict differed: each verdict with its runs, reason and evidence. */
export function differenceText({ id, sentence, verdicts }: Difference): string {
  const total = verdicts.reduce((sum, { runs }) => sum + runs.length, 0);
  return [titleOf({ id, sentence }), ...verdicts.flatMap((one) => verdictLines(one, total))].join('\n');
}

function verdictLines({ verdict, runs, reason = '', evidence }: VerdictOfRuns, total: number): string[] {
  const requests = evidence.map((outcome) => {
    return `${printProbe(outcome)} → ${describeOutcome(outcome)} (${outcome.tookMs} ms)`;
  });
  const lines = [...printable(reason).split('\n'), ...requests.map(printable)].filter(Boolean);
  return [
    `  ${verdict} in ${runs.length} of ${plural(total, 'run')}: ${runs.join(', ')}`,
    ...lines.map((line) => `      ${line}`),
  ];
}
