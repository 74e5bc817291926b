import type { Results } from '../ctrf.ts';
import { type Html, markup, prose } from '../html/page.ts';
import type { ComparedBaseline } from './facts.ts';
import { type BaselineList, baselineCounts, baselineLists, baselineName, baselineRemarks } from './baseline-lists.ts';

/** A run beside its baseline, for the report: every list can be expanded, and what fails the run is expanded. */
export function baselineHtml(compared: ComparedBaseline, found: Results): Html {
  const lists = baselineLists(compared, found);
  return markup`<section class="baseline" aria-label="Comparison with the baseline">
<p><b>Baseline</b> Compared with ${baselineName(compared)}: ${baselineCounts(lists)}.</p>
${baselineRemarks(compared, found).map((remark) => markup`<p>${remark}</p>`)}
${lists.map(listOf)}
</section>`;
}

function listOf({ fails, heading, behaviours }: BaselineList): Html {
  const lines = behaviours.map(
    ({ id, sentence, note }) =>
      markup`<li><a href="#${id}">${prose(sentence)}</a> <span class="muted">${note}</span></li>`,
  );
  return markup`<details${fails && markup` open`}><summary>${heading}</summary><ul>${lines}</ul></details>`;
}
