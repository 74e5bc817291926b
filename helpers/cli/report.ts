import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../engine/user-error.ts';
import { readResults } from '../report/read.ts';
import { linkTo } from '../report/terminal.ts';
import { writeViews } from '../report/write.ts';
import { main } from './main.ts';

const USAGE = `npm run report -- RESULTS.json [--report FOLDER]
  index.html, summary.md and junit.xml of a run, made anew from its results: beside them, or in another folder`;

/** npm run report: draws the report of a saved run again. */
async function report(): Promise<number> {
  const { file, folder } = asked();
  await writeViews(folder, readResults(file));
  console.log(`Report: ${linkTo(join(folder, 'index.html'))}`);
  return 0;
}

function asked(): { file: string; folder: string } {
  const { values, positionals } = parsed();
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UserError(`One results.json is drawn, and ${positionals.length} were named: ${USAGE}`);
  return { file, folder: values.report ?? dirname(file) };
}

function parsed() {
  try {
    return parseArgs({ allowPositionals: true, options: { report: { type: 'string' } } });
  } catch (error) {
    throw new UserError(`${(error as Error).message.split(/\.\s/)[0]}: ${USAGE}`);
  }
}

await main(report);
