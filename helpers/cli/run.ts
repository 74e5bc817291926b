import { type Command, Option } from 'commander';
import { LOCATIONS, checkEngineName, isLocation } from '../engine/engine-name.ts';
import { UserError } from '../engine/user-error.ts';
import type { RunOptions } from '../run/selection.ts';
import { parseShard } from '../run/shard.ts';
import {
  baselineOption,
  behaviourOption,
  chapterOption,
  compareCoverageOption,
  coverageOf,
  engineOption,
  subcommand,
  withExitCode,
  writeCoverageOption,
} from './command.ts';

interface Values {
  readonly engine?: string;
  readonly specs?: string;
  readonly behaviour: readonly string[];
  readonly chapter: readonly string[];
  readonly security?: boolean;
  readonly lan?: boolean;
  readonly doctor?: boolean;
  readonly verbose?: boolean;
  readonly coverage?: string;
  readonly writeCoverage?: string;
  readonly baseline?: string;
  readonly shard?: string;
  readonly report: string;
  readonly open: boolean;
}

const VARIABLES = [
  ['REQUIRE=need,…', 'each of these needs that is not met is a failure; all: every need, whatever the engine'],
  ['DISABLE=id,…', 'do not judge these behaviours'],
  ['ENGINE=off', 'never start an embedded engine'],
  ['NGINX_IMAGE, GRAFANA_IMAGE, PROBE_IMAGE', 'images of your own'],
  ['PEER_DOCKER_HOST=ADDRESS', 'a second node of your swarm, for overlay networks: tcp://… or ssh://…'],
  ['PEER_DOCKER_CERT_PATH=FOLDER', "that node's certificates"],
  ['DEBIAN_MIRROR=URL', "where Debian's packages come from"],
  ['CONFORMANCE_CACHE=FOLDER', 'the cache, ~/.cache/docker-network-conformance by default'],
] as const;

/** `run`: the specs on an engine. */
export function addRun(program: Command, jest: readonly string[]): void {
  const command = subcommand(program, {
    name: 'run',
    engines: true,
    variables: VARIABLES,
    summary: 'Run every behaviour on the engine that is found, or on an embedded one',
    examples: [
      ['network-conformance run', 'on the engine that is found; without one, on an embedded one'],
      ['network-conformance run --engine debian:forky', 'on an embedded Docker Engine 28'],
      ['network-conformance run --engine context:prod-1', 'on the engine of a Docker context'],
      ['network-conformance run --chapter names', 'only the behaviours about names'],
      ['network-conformance run --doctor', 'the engine as detected, and what unsupported behaviours require'],
      ['network-conformance run --baseline before.json', 'what an upgrade broke; other failures are only reported'],
      ['network-conformance run --specs network-tests', 'your own specs, about containers that run already'],
      ['network-conformance run -- --bail', 'stop at the first failure'],
    ],
  });
  withOptions(command.addOption(specsOption()), 'specs', jest);
}

/** `test`: the same, and the unit tests of the suite itself. */
export function addTest(program: Command, jest: readonly string[]): void {
  const command = subcommand(program, {
    name: 'test',
    engines: true,
    variables: VARIABLES,
    summary: 'Run every behaviour, and the unit tests of the helpers',
    examples: [
      ['network-conformance test', 'every behaviour and every unit test'],
      ['network-conformance test --engine podman:trixie', 'on an embedded Podman 5'],
    ],
  });
  withOptions(command, 'all', jest);
}

/** `--specs FOLDER`: what selects among the suite's behaviours, or is about all of them, is not for it. */
function specsOption(): Option {
  return new Option(
    '--specs <folder>',
    "your own specs, every *.spec.ts and *.spec.js in a folder, instead of the suite's",
  ).conflicts(['behaviour', 'chapter', 'security', 'doctor', 'coverage', 'writeCoverage', 'baseline', 'shard']);
}

function withOptions(command: Command, select: RunOptions['select'], jest: readonly string[]): void {
  command
    .usage('[options] [-- JEST ARGUMENTS]')
    .addOption(engineOption(`an embedded engine, or another one by where it is: ${LOCATIONS}`))
    .addOption(behaviourOption())
    .addOption(chapterOption())
    .option(
      '--lan',
      "let containers act as hosts of the engine host's LAN: for each, a network interface is added to the engine's host while its scenario runs",
    )
    .option('--security', 'only the behaviours of a security audit, printed as an audit')
    .option(
      '--doctor',
      'inspect the engine and its host, print which behaviours are supported and why others are not, and run nothing',
    )
    .option('--verbose', 'print every behaviour, not only those that did not pass')
    .addOption(compareCoverageOption())
    .addOption(writeCoverageOption())
    .addOption(baselineOption())
    .option(
      '--shard <part>',
      'only this part of the behaviours, such as 1/4; report --merge puts the results of all parts together',
    )
    .option('--report <folder>', 'the folder of the results', 'report')
    .option('--no-open', 'do not open the report of a run that did not conform in a browser')
    .action(
      withExitCode(async (values: Values) => {
        const options = runOptions(values, select, jest);
        const { runSuite } = await import('../run/run-suite.ts');
        return runSuite(options);
      }),
    );
}

function runOptions(values: Values, select: RunOptions['select'], jest: readonly string[]): RunOptions {
  const {
    engine,
    specs,
    behaviour,
    chapter,
    lan = false,
    security = false,
    doctor = false,
    verbose = false,
    baseline,
    shard,
    report,
    open,
  } = values;
  const coverage = coverageOf(
    values,
    security || doctor || shard !== undefined || behaviour.length + chapter.length > 0,
  );
  if (engine?.includes(','))
    throw new UserError(`One run is of one engine, and "${engine}" names several: use the subcommand matrix.`);
  if (engine !== undefined) checkEngineName(engine);
  if (engine !== undefined && doctor && !isLocation(engine))
    throw new UserError(
      '--doctor inspects your own engine, and --engine names an embedded one: leave out one of the options.',
    );
  if (baseline !== undefined && doctor)
    throw new UserError('A baseline is compared with a run, and --doctor runs nothing: leave out one of the options.');
  const selection = {
    behaviours: behaviour,
    chapters: chapter,
    security,
    shard: shard === undefined ? undefined : parseShard(shard),
    select,
    jest,
  };
  return { engine, specs, ...selection, lan, doctor, verbose, coverage, baseline, report, open };
}
