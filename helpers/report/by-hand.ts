import { suiteCommand } from '../engine/suite-command.ts';
import type { ResultTest, Results } from './ctrf.ts';
import { repeatCommand } from './repeat.ts';
import { hasRepro, reproScript } from './repro.ts';
import { printable } from './terminal.ts';
import { plainVersion } from './printed-values.ts';

/** How a behaviour is reproduced by hand on the engine of saved results: sentences about the script, and the script. */
export interface ByHand {
  readonly sentences: readonly string[];
  readonly script?: string;
}

/** The script of a behaviour from the results in `file`, and what it needs; where there is none, why not. */
export function byHand(id: string, file: string, { results }: Results): ByHand {
  const { engine } = results.environment.extra;
  const name = `${engine.name} ${plainVersion(engine.version)}`;
  const test = results.tests.find(({ extra }) => extra.id === id);
  const again = `run ${repeatCommand(id, engine)}`;
  if (!test) return { sentences: [`${file} does not have it: ${again}, which writes its script.`] };
  const { unmet = [], repro, verdict } = test.extra;
  if (hasRepro(test))
    return {
      sentences: [`The script for ${name}, as in ${file}.`, ...needsOf(test)],
      script: reproScript(test, engine).text,
    };
  if (unmet.length > 0)
    return {
      sentences: [
        `There is no script for ${name}: the behaviour requires ${unmet.map(({ requires }) => requires).join(' and ')}.`,
      ],
    };
  return {
    sentences: [
      repro.steps.length > 0 || verdict === 'passed'
        ? `There is no script for ${name}: the behaviour sends nothing that a person could send.`
        : `There is no script for ${name}, as nothing was sent in ${file}: ${again}.`,
    ],
  };
}

/** The same where no results can be read. */
export function withoutResults(id: string, why: string): ByHand {
  const again = suiteCommand('run', `--behaviour ${id}`);
  return { sentences: [`${why}: run ${again}, which writes the script for your engine.`] };
}

/** What the script needs that not every engine has. */
function needsOf({ extra: { repro } }: ResultTest): string[] {
  const engines = repro.hosts.filter(({ engine }) => engine !== undefined).map(({ name }) => name);
  return [
    ...(engines.length > 0
      ? [
          `It needs engines on separate hosts (${engines.join(', ')}), and ends with the variables to set where there are none.`,
        ]
      : []),
    ...(repro.lanHost !== undefined
      ? [`It needs root on the engine's own host, to which it connects the LAN host ${repro.lanHost}.`]
      : []),
  ];
}

/** The text for a terminal, below the explanation of a behaviour. */
export function byHandText({ sentences, script }: ByHand): string {
  return printable([...sentences, ...(script === undefined ? [] : ['', script])].join('\n'));
}
