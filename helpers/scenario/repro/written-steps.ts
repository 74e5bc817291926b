import type Dockerode from 'dockerode';
import { NAME_AND_ADDRESSES, projectNameLines } from './projects.ts';
import { quote } from '../../engine/quote.ts';
import type { Declarations } from '../declare.ts';
import { RunningNetwork } from '../running.ts';
import { RunningProject } from '../running/project.ts';
import type { ManualCommand, Observation, Statement, Step } from '../steps.ts';
import { type Members, dockerOf, isRefused } from './replacements.ts';
import type { Placeholders } from './placeholders.ts';
import { containerIn, docker, nameIn } from './plan.ts';
import { type ReproStep, scriptName, plainName } from './script.ts';
import { taskAddressesLine } from './services.ts';

/** The steps of a behaviour as lines of its script. */
export class WrittenSteps {
  private readonly declarations: Declarations;
  private readonly members: Members;
  private readonly placeholders: Placeholders;
  private readonly written: ReproStep[] = [];
  /** Whether the addresses were printed since the last action. */
  private isNamed = false;

  constructor(declarations: Declarations, members: Members, placeholders: Placeholders) {
    this.declarations = declarations;
    this.members = members;
    this.placeholders = placeholders;
  }

  of(steps: readonly Step[]): ReproStep[] {
    for (const step of steps) {
      if ('statement' in step) this.remark(step.statement);
      else this.command(step);
    }
    return this.written;
  }

  private command(step: ManualCommand): void {
    const command = lineOf(step, this.members, this.placeholders);
    const definitions = this.placeholders.takeDefinitions();
    if (!step.observed) return this.action(command, definitions);
    const { output } = step.observed;
    const seen = this.seen(step.observed);
    const observed = comparableLines(seen.map(({ text }) => text));
    const names = seen.some(({ hasAddresses }) => hasAddresses) ? this.nameLines() : [];
    const settling = step.settles ? ['sleep 2 # the change takes a moment'] : [];
    const lines = [...settling, ...names, ...definitions, command];
    this.written.push({ lines, expected: this.expectedOf(step, observed), observed, output });
  }

  private action(command: string, definitions: readonly string[]): void {
    // a renamed container keeps its addresses
    const isRename = / rename /.test(command);
    const names = isRename ? this.nameLines() : [];
    this.written.push({ lines: [...names, ...definitions, command], expected: [] });
    if (isRename || !command.startsWith('docker ')) return;
    this.placeholders.forget();
    this.isNamed = false;
  }

  /** The observation, without the networks of other scenarios, and of members that the script does not build. */
  private seen({ output, lines }: Observation): ReturnType<Placeholders['observation']>[] {
    const isList = output === 'networks';
    const built = Object.entries(this.members).filter(([name]) => name in this.declarations);
    const isBuilt = (name: string): boolean => built.some(([, member]) => nameOnEngine(member) === name);
    return lines
      .filter((line) => !isList || !line.startsWith('dnc-') || isBuilt(line.split(' ')[0] ?? line))
      .map((line) => this.placeholders.observation(line, !isList));
  }

  /** The comment above a command: the expectation, and the observation if it differs. */
  private expectedOf({ judged }: ManualCommand, observed: string): string[] {
    if (!judged) return [`observed: ${observed || 'nothing'}`];
    const expected = this.plain(judged.expected);
    return [judged.held ? `expected: ${expected}` : `expected: ${expected}; observed: ${observed}`];
  }

  /** Adds the expectation of a statement to the command before it, which showed the fact. */
  private remark({ subject, expected, observed, held }: Statement): void {
    const last = this.written.findLastIndex(({ output }) => output !== undefined);
    const touches = this.written[last]?.output !== 'networks';
    const [name, wanted, seen] = [subject, expected, observed].map((text) => this.plain(text, touches));
    const line = held ? `expected: ${name}: ${wanted}` : `expected: ${name}: ${wanted}; observed: ${seen}`;
    const step = this.written[last];
    if (step) this.written[last] = { ...step, expected: [...step.expected, line] };
    else this.written.push({ lines: [], expected: [line] });
  }

  /** A text of the run with the names of the script for members. */
  private plain(text: string, touches = true): string {
    const plain = this.placeholders
      .observation(text.replace(/ \(dnc-[\w-]+\)/g, ''), touches)
      .text.replace(/(\S+) \(\1\)/g, '$1')
      .replace(/\s+/g, ' ');
    return Object.keys(this.members)
      .filter((name) => plainName(name) !== name)
      .reduce((shown, name) => shown.replaceAll(new RegExp(String.raw`\b${name}\b`, 'g'), plainName(name)), plain);
  }

  /** The commands that print the addresses of all containers, to identify those in later output. */
  private nameLines(): string[] {
    if (this.isNamed) return [];
    this.isNamed = true;
    const nameOf = nameIn(this.declarations);
    const named = Object.entries(this.declarations).filter(([name, declared]) => {
      return containerIn(declared) && !isRefused(this.members[name]);
    });
    const running = Object.entries(this.members).flatMap(([name, member]) =>
      member instanceof RunningProject && name in this.declarations ? [member] : [],
    );
    const engines = Map.groupBy(named, ([, declared]) => docker(containerIn(declared)?.at, nameOf));
    const format = `'${NAME_AND_ADDRESSES}'`;
    const services = Object.entries(this.declarations).flatMap(([name, declared]) =>
      declared.kind === 'service' ? [taskAddressesLine(name, declared, nameOf)] : [],
    );
    const containers = [...engines].map(
      ([by, members]) => `${by} inspect --format ${format} ${members.map(([name]) => scriptName(name)).join(' ')}`,
    );
    return [...containers, ...projectNameLines(running), ...services];
  }
}

function nameOnEngine(member: Members[string]): string | undefined {
  return member instanceof RunningNetwork ? member.engineName : undefined;
}

/** A command as a line of a script. */
export function lineOf(step: ManualCommand, members: Members, placeholders: Placeholders): string {
  const line = 'line' in step ? step.line : repeated(step, typed(step.words, step.engine, members, placeholders));
  placeholders.touchVariables(line);
  return line;
}

function repeated(step: Exclude<ManualCommand, { line: string }>, command: string): string {
  return step.untilDone
    ? `timeout 60 sh -c ${quote(`until ${command}; do sleep 0.2; done`)}`
    : command + hereDocument(step);
}

function hereDocument({ stdin }: Pick<Exclude<ManualCommand, { line: string }>, 'stdin'>): string {
  return stdin === undefined ? '' : ` <<'END'\n${stdin().trimEnd()}\nEND`;
}

function typed(
  [program = '', ...rest]: readonly string[],
  engine: Dockerode | undefined,
  members: Members,
  placeholders: Placeholders,
): string {
  const first = program === 'docker' ? dockerOf(engine, members) : program;
  return [first, ...rest.map((each) => placeholders.word(each))].join(' ');
}

/** Lines in comparable form: each once, sorted. */
export function comparableLines(lines: readonly string[]): string {
  return [...new Set(lines)].toSorted().join(', ');
}
