import type { Probe, Statement } from '../../probe/journal.ts';
import { printExpectation } from '../../probe/expectation.ts';
import { describeOutcome } from '../../probe/outcome.ts';
import { printRequest, printVantagePoint } from '../../probe/request.ts';
import type { Topology } from '../../scenario/topology.ts';
import { withoutRunNames } from '../repeat.ts';
import type { Numbered } from '../way-lines.ts';
import { type Html, markup } from './escape.ts';
import { lineSample } from './legend.ts';
import type { SharedTexts } from './shared-texts.ts';
import { kindOf } from './topology/probe-path.ts';

/** How much of a body is shown: the results have all of it. */
const BODY_LIMIT = 800;

/**
 * The requests of a behaviour that are `shown`, with their outcomes; a control stands below the request that it is the
 * control of. Without `texts`, there is no raw output, no sample of the line in the drawing, and no time.
 */
export function probesTable(
  probes: readonly Probe[],
  topology: Topology | undefined,
  texts: SharedTexts | undefined,
  shown: (probe: Probe) => boolean,
): Html | undefined {
  const numbered = probes.map((probe, index) => ({ probe, number: index + 1, outcome: outcomeOf(probe, topology) }));
  const wanted = numbered.filter(({ probe }) => shown(probe));
  if (wanted.length === 0) return undefined;
  const controls = new Set(wanted.map(({ probe }) => probe.judged?.control));
  const groups = Map.groupBy(
    wanted.filter(({ probe, number }) => !controls.has(number - 1) || probe.judged?.control !== undefined),
    ({ probe, number }) => probe.judged?.control ?? -number,
  );
  const bodies = [...groups].map(([control, group]) => {
    const beside = control >= 0 ? numbered[control] : undefined;
    return markup`<tbody>${group.map((one) => row(one, texts))}${beside && row(beside, texts, true)}</tbody>`;
  });
  return markup`<div class="wide"><table class="probes${!texts && ' plain'}"><thead><tr>${texts && LINE_HEAD}<th scope="col">From</th><th scope="col">Request</th><th scope="col">Expected</th><th scope="col">Observed</th>${texts && markup`<th scope="col" class="number">ms</th>`}</tr></thead>${bodies}</table></div>`;
}

const LINE_HEAD = markup`<th scope="col"><span class="visually-hidden">Line</span></th>`;

/** An outcome as text, in which containers have the names of the scenario. */
function outcomeOf(probe: Probe, topology: Topology | undefined): string {
  return withoutRunNames(describeOutcome(probe) ?? '', topology);
}

interface WithOutcome extends Numbered {
  readonly outcome: string;
}

function row({ probe, number, outcome }: WithOutcome, texts: SharedTexts | undefined, control = false): Html {
  const { from, request, judged, tookMs } = probe;
  const held = judged && markup`<span class="${judged.held ? 'held' : 'not-held'}">${judged.held ? '✓' : '✕'}</span> `;
  const word = control && markup`<i>control</i> `;
  return markup`<tr data-probe="${number}"${control && markup` class="control"`}>${texts && markup`<td>${lineSample(kindOf(probe))}</td>`}<td>${word}${printVantagePoint(from)}</td><td class="mono request">${printRequest(request)}</td><td>${judged ? withoutRunNames(printExpectation(judged.expected)) : markup`<span class="muted">–</span>`}</td><td>${held}${outcome}${texts && rawOutput(probe, texts)}</td>${texts && markup`<td class="number">${tookMs}</td>`}</tr>`;
}

/** The command, and all that it printed. */
function rawOutput(probe: Probe, texts: SharedTexts): Html {
  const { command, exitCode, printed } = probe.evidence;
  const lines = [
    `$ ${command}`,
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(printed ? [printed] : []),
  ];
  const answer = probe.kind === 'answered' || probe.kind === 'unfinished' ? answerText(probe, texts) : [];
  return markup` <details class="raw"><summary>raw output</summary><pre>${lines.join('\n')}${answer}</pre></details>`;
}

function answerText(
  { status, headers, body }: Extract<Probe, { kind: 'answered' | 'unfinished' }>,
  texts: SharedTexts,
): Html[] {
  const rest = body.length > BODY_LIMIT ? `\n… ${body.length - BODY_LIMIT} more` : '';
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = ['\n', `HTTP ${status}`, ...named, '\n'].join('\n');
  return [markup`${head}`, texts.refer(body.slice(0, BODY_LIMIT) + rest)];
}

/** Everything else that was reported and judged. */
export function statementsTable(statements: readonly Statement[]): Html | undefined {
  if (statements.length === 0) return undefined;
  const rows = statements.map(({ subject, expected, observed, held }) =>
    held && expected === observed
      ? markup`<tr><td>${subject}</td><td class="mono" colspan="2"><span class="held">✓</span> ${observed}</td></tr>`
      : markup`<tr><td>${subject}</td><td class="mono">${expected}</td><td><span class="${held ? 'held' : 'not-held'}">${held ? '✓' : '✕'}</span> <span class="mono">${observed}</span></td></tr>`,
  );
  return markup`<div class="wide"><table class="statements"><thead><tr><th scope="col">Reported</th><th scope="col">Expected</th><th scope="col">Observed</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
