import { parseArgs } from 'node:util';
import { suiteNamed } from '../engine/embedded/suites.ts';
import { UserError } from '../engine/user-error.ts';

/** What npm run matrix is asked for. */
export interface MatrixOptions {
  /** The engines to run, in the order of the columns; `own` is the one that is found here. */
  readonly engines: readonly string[];
  /** Saved results, which are read instead of running anything. */
  readonly from: readonly string[];
  readonly report: string;
  /** Passed on to each run: which behaviours. */
  readonly selection: readonly string[];
}

/** Every release of Docker Engine and Podman that Debian's suites hold, the oldest first. */
const everyEngine = [
  'debian:bookworm',
  'debian:trixie',
  'debian:forky',
  'podman:bookworm',
  'podman:trixie',
  'podman:forky',
];

/** The engine that the machine has, as npm start finds it. */
export const OWN = 'own';

export const USAGE = `npm run matrix [-- OPTIONS]
  --engine NAME[,NAME…]   the engines, ${everyEngine.join(',')} by default;
                          ${OWN} is the engine of this machine, debian:trixie+icc=false one with an option
  --from FILE…            saved results instead, of this machine or others
  --behaviour ID, --chapter NAME   only these; may be repeated
  --report FOLDER         where the matrix goes, report by default`;

/** Reads the command line. Throws a UserError for what there is not. */
export function parseMatrixOptions(args: readonly string[]): MatrixOptions {
  const { values, positionals } = parsed(args);
  const engines = (values.engine ?? []).flatMap((names) => names.split(','));
  for (const name of engines) if (name !== OWN) suiteNamed(name);
  const twice = engines.find((name, index) => engines.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`The engine "${twice}" is named twice: name each once.`);
  if (positionals.length > 0 && !values.from)
    throw new UserError(`"${positionals[0]}" is no option: saved results follow --from; the options are:\n${USAGE}`);
  if (values.from && engines.length > 0)
    throw new UserError(
      'A matrix is made of saved results (--from) or of engines that are run (--engine), not of both: save the results of the engines first.',
    );
  return {
    engines: engines.length > 0 ? engines : everyEngine,
    from: [...(values.from ?? []), ...positionals],
    report: values.report,
    selection: [
      ...(values.behaviour ?? []).flatMap((id) => ['--behaviour', id]),
      ...(values.chapter ?? []).flatMap((name) => ['--chapter', name]),
    ],
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        engine: { type: 'string', multiple: true },
        from: { type: 'string', multiple: true },
        behaviour: { type: 'string', multiple: true },
        chapter: { type: 'string', multiple: true },
        report: { type: 'string', default: 'report' },
      },
    });
  } catch (error) {
    throw new UserError(`${(error as Error).message.split(/\.\s/)[0]}; the options are:\n${USAGE}`);
  }
}
