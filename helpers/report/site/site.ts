import { UserError, errorText } from '../../engine/user-error.ts';
import { isBehaviourId } from '../../behaviour/chapters.ts';
import type { Difference } from '../../behaviour/differences/difference.ts';
import { asset } from '../html/page.ts';
import { toJson } from '../json.ts';
import type { Source } from '../matrix/column.ts';
import { chaptersOf } from '../matrix/rows.ts';
import { type SiteContext, behaviourPage, pageName } from './behaviour-page.ts';
import { type SiteEngine, enginesOf } from './engines.ts';
import { type Feed, feedOf, archivedName } from './feed.ts';
import { History } from './history.ts';
import { indexPage } from './index-page.ts';

/** A file of a site: its path from the root, and its text. */
export type SiteFile = readonly [path: string, text: string];

/** What a site is made of. */
export interface SiteInput {
  /** The results of each engine, in the order of the columns. */
  readonly sources: readonly Source[];
  /** The ids of the behaviours, in the order in which they are shown. */
  readonly order: readonly string[];
  readonly differences: readonly Difference[];
  /** The feeds of earlier matrices, the oldest first. */
  readonly earlier: readonly Feed[];
  /** The version of this suite. */
  readonly suite: string;
}

/** A site, and what to say of it. */
export interface Site {
  readonly files: readonly SiteFile[];
  readonly feed: Feed;
  readonly engines: readonly SiteEngine[];
  readonly history: History;
}

/**
 * Every file of the site of a matrix. Throws a UserError where the results have something that cannot be shown: this
 * suite does not write such results, but they may come from anybody.
 */
export async function makeSite({ sources, order, differences, earlier, suite }: SiteInput): Promise<Site> {
  const engines = await shown(sources.map(({ file }) => file).join(', '), () => enginesOf(sources));
  const { chapters, feed } = await shown(sources.map(({ file }) => file).join(', '), () => {
    const all = chaptersOf(engines, order);
    return { chapters: all, feed: feedOf(engines, all, { suite, earlier: earlier.map(archivedName) }) };
  });
  const history = new History([...earlier, feed]);
  const context: SiteContext = { engines, history, differences, suite, date: feed.date };
  const rows = chapters.flatMap((chapter) => chapter.rows);
  const misnamed = rows.find(({ id }) => !isBehaviourId(id));
  // an id is the name of a file
  if (misnamed)
    throw new UserError(
      `The behaviour ${misnamed.id.slice(0, 60)} has no id of the form chapter.short-statement: name results that a run of this suite wrote, unaltered.`,
    );
  const files: SiteFile[] = [...siteAssets(), ['latest.json', toJson(feed, 0)]];
  files.push(['index.html', await shown('The first page', () => indexPage(chapters, context))]);
  for (const [index, row] of rows.entries()) {
    const neighbours = { before: rows[index - 1], after: rows[index + 1] };
    files.push([pageName(row.id), await shown(row.id, () => behaviourPage(row, context, neighbours))]);
  }
  return { files, feed, engines, history };
}

/** The style sheet and the script that all pages share. */
function siteAssets(): SiteFile[] {
  const styles = ['page.css', 'report.css', 'behaviour.css', 'probes.css', 'ways.css', 'topology/topology.css'];
  const scripts = ['page.browser.js', 'details.browser.js', '../site/site.browser.js'].map(asset);
  return [
    ['site.css', [...styles, '../site/site.css'].map(asset).join('\n')],
    // each in a block of its own, as modules would be
    ['site.js', scripts.map((text) => `{\n${text}}\n`).join('')],
  ];
}

/** What `work` makes of results; a UserError that names `what` where they are not what they should be. */
async function shown<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${what} cannot be shown (${errorText(error)}): name results that a run of this suite wrote, unaltered.`,
    );
  }
}
