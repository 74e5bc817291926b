import type { Command } from 'commander';
import { withExitCode, subcommand } from './command.ts';

/** `explain`: one behaviour, in full. */
export function addExplain(program: Command): void {
  subcommand(program, {
    name: 'explain',
    summary: 'Explain behaviours: why they matter, where they are documented, which engines differ',
    examples: [['network-conformance explain bridge.alias-resolves', '']],
  })
    .argument('[ids...]', 'ids of behaviours; without one, all are listed')
    .action(
      withExitCode(async (ids: readonly string[]) => {
        const [{ catalogue }, { differences }, { explain, listed }, { selected }] = await Promise.all([
          import('../behaviour/catalogue.ts'),
          import('../behaviour/differences/index.ts'),
          import('../report/explain.ts'),
          import('../run/selection.ts'),
        ]);
        const entries = catalogue();
        const wanted = selected({ behaviours: ids, chapters: [], security: false }, entries);
        if (ids.length === 0) console.log(listed(entries));
        else
          for (const entry of wanted)
            console.log(
              explain(
                entry,
                differences.filter(({ id }) => id === entry.id),
              ),
            );
        return 0;
      }),
    );
}
