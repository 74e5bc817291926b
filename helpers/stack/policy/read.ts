import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { LineCounter, type Node, type Pair, type Scalar, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { joinedWithAnd } from '../../engine/joined-with-and.ts';
import { similarNames } from '../../engine/suggest.ts';
import { UserError, errorCode } from '../../engine/user-error.ts';
import { printable } from '../../report/terminal.ts';
import {
  type ContainerFilter,
  FILTER_PATTERN,
  type Placed,
  type Policy,
  type Rule,
  type Strictness,
  type WorldAddress,
  outsiders,
  policyKeys,
  requiredKeys,
  ruleKeys,
  strictnesses,
} from './policy.ts';
import { type Way, parseWay } from './way.ts';

/** A larger file is no policy. */
const LENGTH_LIMIT = 256 * 1024;

/** How much of a wrong value is repeated in an error. */
const SHOWN_LENGTH = 60;

const VERSION = 1;

/** How the keys that a rule must have are written. */
const HOW = {
  from: 'from: PARTY',
  to: 'to: PARTY',
  by: 'by: tcp/PORT, or by: any',
  because: 'because: "TEXT" with the reason, which the report prints',
} as const;

/** Reads a policy. Throws a UserError that names the line and column of what is wrong. */
export function readPolicy(file: string): Policy {
  return parsePolicy(textOf(file), file);
}

function textOf(file: string): string {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > LENGTH_LIMIT)
      throw new UserError(`${file} has ${bytes.length} bytes, which is more than any policy has: name another file.`);
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `The policy ${file} cannot be read (${errorCode(error)}): name the file, or draft one from what runs with --write.`,
    );
  }
}

/** Parses the text of a policy; `file` is its name in errors. Throws a UserError. */
export function parsePolicy(text: string, file: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const reader = new Reader(file, lines);
  const [broken] = document.errors;
  if (broken) throw reader.errorAt(broken.pos[0], `this is not YAML: ${printable(broken.message).split('\n')[0]}`);
  return reader.policy(document.contents);
}

/** A value under a key. */
interface Entry {
  readonly key: Scalar<string>;
  readonly value: Node | null;
}

class Reader {
  private readonly file: string;
  private readonly lines: LineCounter;

  constructor(file: string, lines: LineCounter) {
    this.file = file;
    this.lines = lines;
  }

  policy(root: Node | null): Policy {
    const entries = this.entries(root, 'the file', Object.keys(policyKeys));
    const version = entries.get('version');
    if (!version) throw this.error(root, `the file has no version: begin it with "version: ${VERSION}"`);
    if (!isScalar(version.value) || version.value.value !== VERSION)
      throw this.error(version.value ?? version.key, `this suite reads version ${VERSION} of the format`);
    const project = entries.get('project');
    const groups = this.groups(entries.get('groups'));
    return {
      file: this.file,
      project: project && this.text(project.value ?? project.key, 'the project').text,
      containers: this.containers(entries.get('containers'), [...groups.keys()]),
      groups,
      rules: [...this.rules('allow', entries.get('allow')), ...this.rules('deny', entries.get('deny'))],
      strict: this.strict(entries.get('strict')),
      world: this.world(entries.get('world')),
    };
  }

  private groups(entry: Entry | undefined): Policy['groups'] {
    const groups = [...this.entries(entry?.value ?? null, 'groups')];
    return new Map(
      groups.map(([name, { key, value }]) => {
        this.refuseOutsider(name, key, 'this group');
        const parties = this.list(value ?? key, `the group ${name}`);
        return [name, { placed: { text: name, ...this.placeOf(key) }, parties }];
      }),
    );
  }

  private containers(entry: Entry | undefined, groups: readonly string[]): Policy['containers'] {
    const all = [...this.entries(entry?.value ?? null, 'containers')];
    return new Map(
      all.map(([name, { key, value }]) => {
        this.refuseOutsider(name, key, 'these containers', groups);
        return [name, this.filter(this.text(value ?? key, `the container ${name}`))];
      }),
    );
  }

  private refuseOutsider(name: string, key: Node, what: string, taken: readonly string[] = []): void {
    if ([...outsiders, 'services', ...taken].includes(name) || name.startsWith('network:'))
      throw this.error(key, `"${shown(name)}" is another party already: give ${what} another name`);
  }

  private filter(placed: Placed): ContainerFilter {
    const { text } = placed;
    if (!new RegExp(FILTER_PATTERN).test(text))
      throw this.errorOf(
        placed,
        `"${shown(text)}" finds no container: expected name=NAME or label=KEY=VALUE; did you mean ${text.includes('=') ? 'label' : 'name'}=${shown(text)}?`,
      );
    const at = text.indexOf('=');
    return { by: text.slice(0, at) === 'name' ? 'name' : 'label', value: text.slice(at + 1), placed };
  }

  private rules(verb: Rule['verb'], entry: Entry | undefined): Rule[] {
    if (!entry || isEmpty(entry.value)) return [];
    if (!isSeq(entry.value)) throw this.error(entry.value, `${verb} is a list of rules: begin each with "- "`);
    return entry.value.items.map((item) => this.rule(verb, item as Node));
  }

  private rule(verb: Rule['verb'], node: Node): Rule {
    const entries = this.entries(node, 'a rule', Object.keys(ruleKeys));
    const missing = requiredKeys[verb].filter((key) => !entries.has(key));
    if (missing.length > 0)
      throw this.error(
        node,
        `a rule of ${verb} needs ${joinedWithAnd(missing)}: add ${joinedWithAnd(missing.map((key) => HOW[key]))}`,
      );
    const parties = (key: 'from' | 'to'): Placed[] => {
      const found = entries.get(key) as Entry;
      return this.list(found.value ?? found.key, key);
    };
    const by = entries.get('by');
    const because = entries.get('because');
    return {
      verb,
      from: parties('from'),
      to: parties('to'),
      by: by ? this.list(by.value ?? by.key, 'by').map((way) => this.way(way)) : [{ kind: 'any' }],
      ...(because ? { because: this.text(because.value ?? because.key, 'because').text } : {}),
      line: this.placeOf(node).line,
    };
  }

  private way(placed: Placed): Way {
    const way = parseWay(placed.text);
    if (way) return way;
    const port = /^(\d+)(?::\d+)?(?:\/(tcp|udp))?$/.exec(placed.text);
    const meant = port ? `; did you mean ${port[2] ?? 'tcp'}/${port[1]}?` : '';
    throw this.errorOf(
      placed,
      `"${shown(placed.text)}" is no way: expected tcp/PORT, tcp/FROM-TO, tcp/*, the same with udp, icmp, name, name/ALIAS or any${meant}`,
    );
  }

  private strict(entry: Entry | undefined): Strictness[] {
    if (!entry || isEmpty(entry.value)) return [];
    return this.list(entry.value ?? entry.key, 'strict').map((placed) => {
      const found = strictnesses.find((strictness) => strictness === placed.text);
      if (!found) throw this.errorOf(placed, unknown('word of strict', placed.text, strictnesses));
      return found;
    });
  }

  private world(entry: Entry | undefined): WorldAddress[] {
    if (!entry || isEmpty(entry.value)) return [];
    return this.list(entry.value ?? entry.key, 'world').map((placed) => {
      const [, host = '', port = ''] = /^tcp:\/\/\[?([\d.:a-fA-F]+?)\]?:(\d{1,5})$/.exec(placed.text) ?? [];
      if (isIP(host) === 0)
        throw this.errorOf(placed, `"${shown(placed.text)}" is no address such as tcp://203.0.113.25:587`);
      return { address: host, port: Number(port) };
    });
  }

  /** The entries of a map; with `known`, it may have no other keys. */
  private entries(node: Node | null, what: string, known?: readonly string[]): Map<string, Entry> {
    if (node === null || isEmpty(node)) return new Map();
    if (!isMap(node)) throw this.error(node, `${what} must be a map of keys and values`);
    const pairs = node.items as Pair<Scalar<string>, Node | null>[];
    for (const { key } of pairs)
      if (known && !known.includes(key.value)) throw this.error(key, unknown('key', key.value, known));
    return new Map(pairs.map(({ key, value }) => [key.value, { key, value }]));
  }

  /** One text or a list of texts; numbers count as text. */
  private list(node: Node, what: string): Placed[] {
    const items = isSeq(node) ? (node.items as Node[]) : [node];
    if (items.length === 0) throw this.error(node, `${what} is an empty list`);
    return items.map((item) => this.text(item, what));
  }

  private text(node: Node, what: string): Placed {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value !== 'string' && typeof value !== 'number')
      throw this.error(node, `${what} must be a text or a list of texts`);
    if (printable(String(value)) !== String(value))
      throw this.error(node, `${what} has characters that cannot be printed`);
    return { text: String(value), ...this.placeOf(node) };
  }

  private placeOf(node: Node | null): { line: number; column: number } {
    const { line, col } = this.lines.linePos(node?.range?.[0] ?? 0);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  private error(node: Node | null, what: string): UserError {
    return policyError(this.file, this.placeOf(node), what);
  }

  private errorOf(placed: Placed, what: string): UserError {
    return policyError(this.file, placed, what);
  }

  errorAt(offset: number, what: string): UserError {
    const { line, col } = this.lines.linePos(offset);
    return policyError(this.file, { line, column: col }, what);
  }
}

/** The error of a place in a policy: `network-policy.yaml:4:11: There is no …`. */
export function policyError(file: string, { line, column }: Omit<Placed, 'text'>, what: string): UserError {
  const end = what.endsWith('?') ? '' : '.';
  return new UserError(`${file}:${line}:${column}: ${what.charAt(0).toUpperCase()}${what.slice(1)}${end}`);
}

/** The clause about an unknown name, with those that it may mean. */
export function unknown(what: string, word: string, known: readonly string[]): string {
  const [meant] = similarNames(word, known);
  return `there is no ${what} "${shown(word)}"${meant ? `; did you mean ${meant}?` : ''} Known are ${joinedWithAnd(known)}`.replace(
    '" Known',
    '"; known',
  );
}

function shown(text: string): string {
  const plain = printable(text).replaceAll('\n', ' ');
  return plain.length > SHOWN_LENGTH ? `${plain.slice(0, SHOWN_LENGTH)}…` : plain;
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}
