import { parseArgs } from 'node:util';
import { UserError } from '../engine/user-error.ts';
import { type Change, changesBetween, kinds } from '../report/compare.ts';
import { type Column, columnsOf } from '../report/matrix/column.ts';
import { readResults } from '../report/read.ts';
import { printable, styled } from '../report/terminal.ts';
import { main } from './main.ts';

const USAGE = `npm run compare -- BEFORE.json AFTER.json
  what changes from one engine to another; the exit code is 1 where a promise is not kept any more`;

/** npm run compare: what somebody who upgrades an engine must know. */
async function compare(): Promise<number> {
  const [before, after] = columnsOf(files().map((file) => ({ file, results: readResults(file) }))) as [Column, Column];
  const changes = changesBetween(before, after);
  console.log(styled('bold', `From ${before.name} to ${after.name}`));
  console.log(styled('dim', `${before.origin.join('; ')}\n${after.origin.join('; ')}`));
  for (const [kind, meaning] of kinds)
    tell(
      meaning,
      changes.filter((change) => change.kind === kind),
    );
  const worse = changes.filter(({ kind }) => kind === 'broken' || kind === 'unclear').length;
  const same = [...after.tests.keys()].filter((id) => !changes.some((change) => change.id === id)).length;
  console.log(`\n${same} behaviours stay as they are, ${changes.length} change, ${worse} of them for the worse.`);
  return worse > 0 ? 1 : 0;
}

function tell(meaning: string, changes: readonly Change[]): void {
  if (changes.length === 0) return;
  console.log(`\n${styled('bold', `${meaning}: ${changes.length}`)}`);
  for (const { id, sentence, from, to } of changes) {
    console.log(`  ${printable(sentence)}  ${styled('dim', printable(id))}`);
    console.log(printable(`      was  ${from}\n      is   ${to}`));
  }
}

function files(): string[] {
  const { positionals } = parsed();
  if (positionals.length === 2) return positionals;
  throw new UserError(`Two results are compared, and ${positionals.length} were named: ${USAGE}`);
}

function parsed(): { positionals: string[] } {
  try {
    return parseArgs({ options: {}, allowPositionals: true });
  } catch {
    throw new UserError(`npm run compare takes no options: ${USAGE}`);
  }
}

await main(compare);
