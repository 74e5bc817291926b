import {
  type ArrayExpression,
  type CallExpression,
  type Expression,
  type ObjectExpression,
  type Program,
  Visitor,
  parseSync,
} from 'oxc-parser';
import { UserError } from '../engine/user-error.ts';

/** A behaviour as declared in the text of a spec. */
export interface DeclaredBehaviour {
  readonly id: string;
  readonly sentence: string;
  /** The line of its id, counted from 1. */
  readonly line: number;
  readonly docs: string;
  readonly why?: string;
  readonly needs: readonly string[];
  readonly relies: readonly string[];
  readonly controlsRely: readonly string[];
  readonly security?: true;
  /** Whether an expectation is about a table of ways. */
  readonly byEveryWay?: true;
}

/** The declarations in the text of a spec. */
export interface DeclaredSpec {
  readonly behaviours: readonly DeclaredBehaviour[];
  /** Whether its scenarios start engines on separate hosts. */
  readonly engineHosts: boolean;
}

/**
 * Reads the behaviours of a spec from its text, in their order. Throws a UserError with file and line for an argument
 * that is neither a literal nor a constant of the file.
 */
export function readSpec(file: string, text: string): DeclaredSpec {
  const { program, errors } = parseSync(file, text);
  const [error] = errors;
  if (error) throw new UserError(`${file} does not parse: ${error.message}`);
  const reader = new SpecReader(file, text, program);
  const behaviours: DeclaredBehaviour[] = [];
  let engineHosts = false;
  new Visitor({
    CallExpression(call) {
      if (call.callee.type !== 'Identifier') return;
      if (call.callee.name === 'behaviour') behaviours.push(reader.behaviour(call));
      if (call.callee.name === 'engineHost') engineHosts = true;
    },
  }).visit(program);
  return { behaviours, engineHosts };
}

/** The matchers of tables of ways. */
const OF_TABLES = /\.(?:toBeOpen|toBeClosed|toHaveNoRoute|toBeOpenOnlyBy)\(/;

/** Reads literals, and the constants of the file's top level that hold them. */
class SpecReader {
  private readonly constants: ReadonlyMap<string, Expression>;
  private readonly file: string;
  private readonly text: string;

  constructor(file: string, text: string, program: Program) {
    this.file = file;
    this.text = text;
    this.constants = constantsOf(program);
  }

  behaviour(call: CallExpression): DeclaredBehaviour {
    const [id, sentence, source] = call.arguments;
    const line = this.lineOf(id ?? call);
    const read = { id: this.literal(id, 'id', line), sentence: this.literal(sentence, 'sentence', line), line };
    if (source?.type !== 'ObjectExpression')
      throw this.unreadable(line, `the behaviour "${read.id}" has no literal { docs, … } after its sentence`);
    const why = this.property(source, 'why');
    return {
      ...read,
      docs: this.string(this.property(source, 'docs')) ?? '',
      ...(why ? { why: this.string(why) ?? '' } : {}),
      needs: this.strings(this.property(source, 'needs')),
      relies: this.strings(this.property(source, 'relies')),
      controlsRely: this.strings(this.property(source, 'controlsRely')),
      ...(this.property(source, 'security') ? { security: true } : {}),
      ...(OF_TABLES.test(this.text.slice(call.start, call.end)) ? { byEveryWay: true } : {}),
    };
  }

  private literal(node: CallExpression['arguments'][number] | undefined, what: string, line: number): string {
    if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
    throw this.unreadable(line, `the ${what} of a behaviour is no string literal`);
  }

  /** The value of a property, `{ docs: … }` or `{ docs }`. */
  private property(source: ObjectExpression, name: string): Expression | undefined {
    for (const property of source.properties) {
      if (property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === name)
        return property.value;
    }
    return undefined;
  }

  /** The text of a literal, or of the constant that holds it. */
  private string(node: Expression | undefined): string | undefined {
    const value = this.resolved(node);
    return value?.type === 'Literal' && typeof value.value === 'string' ? value.value : undefined;
  }

  /** The texts of an array, with the members of every array that it spreads. */
  private strings(node: Expression | undefined): string[] {
    const value = this.resolved(node);
    if (value === undefined) return [];
    if (value.type !== 'ArrayExpression')
      throw this.unreadable(this.lineOf(value), 'a list of a behaviour is no array of string literals');
    return value.elements.flatMap((element) => this.member(element));
  }

  private member(element: ArrayExpression['elements'][number]): string[] {
    if (element?.type === 'SpreadElement') return this.strings(element.argument);
    const text = element ? this.string(element) : undefined;
    if (element && text === undefined)
      throw this.unreadable(this.lineOf(element), 'a list of a behaviour has a member that is no string literal');
    return text === undefined ? [] : [text];
  }

  /** Without `as const`, and with a constant's value in its place. */
  private resolved(node: Expression | undefined): Expression | undefined {
    if (node?.type === 'TSAsExpression' || node?.type === 'TSSatisfiesExpression')
      return this.resolved(node.expression);
    if (node?.type !== 'Identifier') return node;
    const value = this.constants.get(node.name);
    if (!value) throw this.unreadable(this.lineOf(node), `"${node.name}" is no constant of the file's top level`);
    return this.resolved(value);
  }

  private lineOf({ start }: { readonly start: number }): number {
    return this.text.slice(0, start).split('\n').length;
  }

  private unreadable(line: number, what: string): UserError {
    return new UserError(
      `${this.file}:${line}: ${what}. The catalogue reads specs without running them: write a literal there, or a constant of the file.`,
    );
  }
}

function constantsOf({ body }: Program): Map<string, Expression> {
  const constants = new Map<string, Expression>();
  for (const statement of body) {
    if (statement.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declarations)
      if (id.type === 'Identifier' && init) constants.set(id.name, init);
  }
  return constants;
}
