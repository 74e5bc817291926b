import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { UserError } from '../engine/user-error.ts';
import type { ByHand } from '../report/by-hand.ts';
import { withExitCode, subcommand } from './command.ts';

/** The results of the last run, where --report names no other folder. */
const LAST_RUN = 'report/results.json';

/** `explain`: one behaviour, in full. */
export function addExplain(program: Command): void {
  subcommand(program, {
    name: 'explain',
    summary:
      'Explain behaviours: why they matter, where they are documented, which engines differ, how to do it by hand',
    examples: [
      ['network-conformance explain bridge.alias-resolves', 'with the script of the last run'],
      ['network-conformance explain publish.udp --from podman.json', 'with the script for the engine of saved results'],
    ],
  })
    .argument('[ids...]', 'ids of behaviours; without one, all are listed')
    .option('--from <file>', `the results.json whose scripts are printed; by default ${LAST_RUN}, where it exists`)
    .action(
      withExitCode(async (ids: readonly string[], { from }: { from?: string }) => {
        const [{ catalogue }, { differences }, { explain, catalogueText }, { selected }, { byHandText }] =
          await Promise.all([
            import('../behaviour/catalogue.ts'),
            import('../behaviour/differences/index.ts'),
            import('../report/explain.ts'),
            import('../run/selection.ts'),
            import('../report/by-hand.ts'),
          ]);
        const entries = catalogue();
        const wanted = selected({ behaviours: ids, chapters: [], security: false }, entries);
        if (ids.length === 0) {
          console.log(catalogueText(entries));
          return 0;
        }
        const script = await scripts(from);
        for (const entry of wanted) {
          const known = differences.filter(({ id }) => id === entry.id);
          console.log(`${explain(entry, known)}\n${byHandText(script(entry.id))}`);
        }
        return 0;
      }),
    );
}

/**
 * Finds the scripts in the named results, else in those of the last run. Throws a UserError where the named ones cannot
 * be read.
 */
async function scripts(from: string | undefined): Promise<(id: string) => ByHand> {
  const [{ byHand, withoutResults }, { readResults }] = await Promise.all([
    import('../report/by-hand.ts'),
    import('../report/read.ts'),
  ]);
  if (from === undefined && !existsSync(LAST_RUN))
    return (id) => withoutResults(id, `There is no script by hand yet, as there is no ${LAST_RUN}`);
  try {
    const results = readResults(from ?? LAST_RUN);
    return (id) => byHand(id, from ?? LAST_RUN, results);
  } catch (error) {
    if (from !== undefined || !(error instanceof UserError)) throw error;
    return (id) => withoutResults(id, `There is no script by hand, as ${LAST_RUN} cannot be used`);
  }
}
