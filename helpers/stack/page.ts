import { drawTopology } from '../report/html/figures.ts';
import { type Html, asset, markup, page } from '../report/html/page.ts';
import { byHand } from './by-hand.ts';
import { pathsOf, topologyOf } from './drawing.ts';
import { type Finding, type StackVerdict, printSubject } from './finding.ts';
import { countsText, inOrder, notPassed } from './print.ts';
import type { Exchange } from './requests.ts';
import type { About } from './results.ts';
import type { Scene } from './scene.ts';
import { unjudgedTexts } from './unjudged.ts';
import { foundText, pairText, suspicionText } from './finding-text.ts';

/** The colours of verdicts are those of a run's report, which has no notes. */
function classOf(verdict: StackVerdict): string {
  return verdict === 'note' ? 'known-difference' : verdict;
}

/** The report of a check for people, in one file: the stack as it is drawn, the matrix, and every finding. */
export async function toStackHtml(
  findings: readonly Finding[],
  exchanges: readonly Exchange[],
  { stack }: Scene,
  { file, project, engine, version, start, isGone = false, unjudged = [] }: About,
): Promise<string> {
  const title = `Network of ${project}: ${countsText(findings, unjudged)}`;
  const figure = await drawTopology(topologyOf(stack), (graph) => pathsOf(graph, stack, findings, exchanges));
  const wrong = notPassed(findings);
  const body = markup`<main class="stack">
<h1>${title}</h1>
${figure && markup`<h2>Who reaches whom</h2><p class="muted">Drawn is what is open as a rule wants it, and what failed.</p>${figure}`}
<h2>Pairs</h2>
${matrix(findings)}
${wrong.length + unjudged.length > 0 && markup`<h2>What did not pass</h2>`}
${wrong.map((one) => entry(one, file, isGone))}
${unjudgedTexts(unjudged).map(({ service, text }) => markup`<p><b class="unsupported">unsupported</b> ${service}: ${text}</p>`)}
</main>`;
  const made = new Date(start).toISOString();
  return page({
    title,
    masthead: markup`<strong>docker-network-conformance</strong><span>${version}</span><time datetime="${made}">${made.slice(0, 16).replace('T', ' ')} UTC</time><span>${engine}</span>`,
    body,
    styles: ['topology/topology.css', 'stack.css'].map(asset).join(''),
  });
}

/** Each sender in a row, each target in a column, and in the cell what was judged. */
function matrix(findings: readonly Finding[]): Html {
  const columns = inOrder(findings.map(({ to }) => to));
  const rows = inOrder(findings.map(({ from }) => from)).map((from) => {
    const cells = columns.map((to) => {
      const inside = findings.filter((one) => one.from === from && one.to === to);
      return markup`<td>${inside.map(way)}</td>`;
    });
    return markup`<tr><th scope="row">${from}</th>${cells}</tr>`;
  });
  return markup`<div class="wide"><table class="pairs"><caption class="muted">From the left to the top; ✓ open and · closed as the policy wants; ✕ failed, ~ note, ? unsupported, ! error.</caption><thead><tr><td></td>${columns.map((to) => markup`<th scope="col">${to}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function way(finding: Finding): Html {
  const { verdict, permission, subject } = finding;
  const isOpen = verdict === 'passed' && permission.kind !== 'forbidden';
  const sign = { passed: isOpen ? '✓' : '·', failed: '✕', error: '!', unsupported: '?', note: '~' }[verdict];
  const word = verdict === 'passed' ? (isOpen ? 'open' : 'closed') : verdict;
  return markup`<span class="way-of ${verdict === 'passed' && !isOpen ? 'muted' : classOf(verdict)}" title="${foundText(finding)}"><span aria-hidden="true">${sign}</span> ${printSubject(subject)}<span class="visually-hidden"> ${word}</span></span>`;
}

function entry(finding: Finding, file: string, isGone: boolean): Html {
  const { verdict, permission } = finding;
  const { rule } = permission;
  const suspicion = suspicionText(finding);
  const manual = verdict === 'failed' && !isGone ? byHand(finding) : undefined;
  const because = rule?.because === undefined ? '' : ` (${rule.because})`;
  return markup`<section class="entry"><p><b class="${classOf(verdict)}">${verdict}</b> <b>${pairText(finding)}</b>: ${foundText(finding)}</p>
${suspicion && markup`<p>First suspicion: ${suspicion}.</p>`}
${rule && markup`<p class="muted">Rule: ${file}:${rule.line}${because}</p>`}
${manual && markup`<pre>${manual}</pre>`}</section>`;
}
