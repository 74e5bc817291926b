import { catalogue } from '../behaviour/catalogue.ts';
import { differences } from '../behaviour/differences/index.ts';
import { explain, listed } from '../report/explain.ts';
import { main } from './main.ts';
import { selected } from './options.ts';

/** npm run explain: what a behaviour means, why it matters, and how engines differ in it; without an id, which there are. */
async function tell(): Promise<number> {
  const behaviours = process.argv.slice(2);
  const entries = catalogue();
  if (behaviours.length === 0) console.log(listed(entries));
  else
    for (const entry of selected({ behaviours, chapters: [], security: false }, entries))
      console.log(
        explain(
          entry,
          differences.filter(({ id }) => id === entry.id),
        ),
      );
  return 0;
}

await main(tell);
