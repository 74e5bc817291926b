import type { Fingerprint } from '../engine/identify.ts';
import { quote } from '../engine/quote.ts';
import { suiteCommand } from '../engine/suite-command.ts';
import { NOT_LOADED, NO_PROMISE, namedSpecsFolder } from '../behaviour/user-specs.ts';
import type { Topology } from '../scenario/topology.ts';

/** The command that runs this behaviour again, on the same engine; all specs of the user, where one of them has no test. */
export function repeatCommand(id: string, { suite, named }: Pick<Fingerprint, 'suite' | 'named'>): string {
  const engine = suite ?? named;
  const on = engine === undefined ? '' : `--engine ${quote(engine)} `;
  const specs = namedSpecsFolder();
  if (specs === undefined) return suiteCommand('run', `${on}--behaviour ${id}`);
  const hasNoTest = id.endsWith(`.${NOT_LOADED}`) || id.endsWith(`.${NO_PROMISE}`);
  return suiteCommand('run', `${on}--specs ${quote(specs)}${hasNoTest ? '' : ` -- -t ${id}`}`);
}

/**
 * Text in which the members of a scenario have its names, and not those of the run: `dnc-1a2b3c-4d5e-grafana` is
 * `grafana`. Where the topology is known, in its spelling.
 */
export function withoutRunNames(text: string, topology?: Topology): string {
  let named = text;
  // one identity may begin with another
  const longestFirst = (topology?.containers ?? []).toSorted(
    (one, other) => other.identity.length - one.identity.length,
  );
  for (const { identity, name } of longestFirst) named = named.replaceAll(identity, name);
  return named
    .replace(/\b(\S+) \(\1\)/g, '$1')
    .replace(/ \(dnc-[\da-f]{6}-[\da-f]{4}-[^\s()]+\)/g, '')
    .replace(/dnc-[\da-f]{6}-[\da-f]{4}-/g, '');
}
