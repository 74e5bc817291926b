import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import packageFile from '../../package.json' with { type: 'json' };
import { catalogue } from '../behaviour/catalogue.ts';
import { differences } from '../behaviour/differences/index.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { UserError } from '../engine/user-error.ts';
import { makeFolder } from '../engine/make-folder.ts';
import { writeWhole } from '../engine/write-whole.ts';
import { suiteVersion } from '../report/ctrf.ts';
import { toJson } from '../report/json.ts';
import { readResults } from '../report/read.ts';
import { day } from '../report/site/day.ts';
import { type Feed, archivedName, readFeed } from '../report/site/feed.ts';
import { makeSite } from '../report/site/site.ts';
import { linkTo } from '../report/terminal.ts';
import { plural } from '../report/printed-values.ts';

/** Where npm run matrix writes the results of each engine. */
const MATRIX = 'report/matrix';

/** The options of npm run site. */
interface SiteOptions {
  /** The folder of the site, whose earlier matrices are kept. */
  readonly folder: string;
  /** The results of each engine; those of the last matrix if empty. */
  readonly from: readonly string[];
}

/** npm run site: the pages of a matrix, for a web server or from disk. The matrix that was the newest is kept. */
export async function site({ folder, from }: SiteOptions): Promise<number> {
  const sources = filesOf(from).map((file) => ({ file, results: readResults(file) }));
  checkFolder(folder);
  const newest = newestIn(folder);
  const starts = sources.map(({ results }) => results.results.summary.start);
  const date = Math.max(...starts);
  if (newest && Date.parse(newest.date) > date)
    throw new UserError(
      `The site in ${folder} has a newer matrix, of ${newest.date}, than these results: give matrices to a site in the order in which they were measured.`,
    );
  const replaced = newest && Date.parse(newest.date) === date;
  const earlier = [...keptIn(folder), ...(newest && !replaced ? [newest] : [])];
  const { files, feed, history } = await makeSite({
    sources,
    order: catalogue().map(({ id }) => id),
    differences,
    earlier,
    suite: suiteVersion(),
  });
  makeFolder(folder, 'name another folder for the site');
  if (newest && !replaced) writeWhole(join(folder, archivedName(newest)), toJson(newest, 0));
  for (const [path, text] of files) writeWhole(join(folder, path), text);
  const changes =
    history.since === undefined ? 'the first matrix of this site' : changesText(history.newest.length, history.since);
  console.log(
    `${plural(feed.behaviours.length, 'behaviour')} on ${plural(feed.engines.length, 'engine')}; ${changes}.`,
  );
  console.log(`Site: ${linkTo(join(folder, 'index.html'))}`);
  return 0;
}

function changesText(count: number, since: string): string {
  return `${count === 0 ? 'no verdict has' : `${plural(count, 'verdict')} ${count === 1 ? 'has' : 'have'}`} changed since the matrix before (the first is of ${day(since)})`;
}

function filesOf(from: readonly string[]): readonly string[] {
  if (from.length > 0) return from;
  const found = globSync(`${MATRIX}/*.json`).toSorted();
  if (found.length === 0)
    throw new UserError(
      `There is no matrix in ${MATRIX}: run ${suiteCommand('matrix')} first, or name saved results with --from.`,
    );
  return found;
}

/** A folder with the page of another site is not written to. */
function checkFolder(folder: string): void {
  const page = join(folder, 'index.html');
  if (folder !== '' && existsSync(page) && !readFileSync(page, 'utf8').includes(packageFile.name))
    throw new UserError(
      `${folder} has an index.html that is of no site of this suite: name an empty folder, or that of an earlier site.`,
    );
}

function newestIn(folder: string): Feed | undefined {
  const file = join(folder, 'latest.json');
  return existsSync(file) ? readFeed(file, readFileSync(file, 'utf8')) : undefined;
}

/** The earlier matrices that the site keeps, the oldest first: their names are their dates. */
function keptIn(folder: string): Feed[] {
  const kept = join(folder, 'runs');
  if (!existsSync(kept)) return [];
  const files = readdirSync(kept).filter((name) => name.endsWith('.json'));
  return files.toSorted().map((name) => readFeed(join(kept, name), readFileSync(join(kept, name), 'utf8')));
}
