import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type Node, Visitor, parseSync } from 'oxc-parser';
import type { Problem } from './problem.ts';

/** The calls that make an expectation. */
const EXPECTATIONS: ReadonlySet<string> = new Set(['expect', 'fact']);

/** The methods that call a function once for each member of a list, and not at all for an empty one. */
const PER_MEMBER: ReadonlySet<string> = new Set(['map', 'flatMap', 'forEach']);

const EMPTY_LOOP = 'expectations for each member of a list that may be empty: write `nonEmpty(subject, list)`';

/** The problems of specs whose expectations could hold because what they are about is missing. */
export function vacuousProblems(files: readonly string[]): Problem[] {
  return files.flatMap((file) => vacuousIn(relative(process.cwd(), file), readFileSync(file, 'utf8')));
}

/** The same for the text of one spec. */
export function vacuousIn(file: string, text: string): Problem[] {
  const problems: Problem[] = [];
  const loops: { readonly loop: Node; readonly body: Node }[] = [];
  const expectations: number[] = [];
  const add = ({ start }: { readonly start: number }, problem: string): void => {
    problems.push({ file, line: text.slice(0, start).split('\n').length, problem });
  };
  const addFallback = (node: Node, value: Node): void => {
    if (!isEmpty(value)) return;
    add(node, 'a missing value becomes an empty one: read it with `reported`, which fails where it is missing');
  };
  const addLoop = (loop: Node, list: Node, body: Node): void => {
    if (!hasMembers(list)) loops.push({ loop, body });
  };
  const { program } = parseSync(file, text);
  new Visitor({
    LogicalExpression(node) {
      if (node.operator !== '&&') addFallback(node, node.right);
    },
    AssignmentPattern(node) {
      addFallback(node, node.right);
    },
    ForOfStatement(node) {
      addLoop(node, node.right, node.body);
    },
    CallExpression(node) {
      const { callee } = node;
      const [each] = node.arguments;
      if (callee.type === 'Identifier' && EXPECTATIONS.has(callee.name)) expectations.push(node.start);
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || !each) return;
      if (PER_MEMBER.has(callee.property.name)) addLoop(node, callee.object, each);
    },
  }).visit(program);
  for (const { loop, body } of loops)
    if (expectations.some((start) => body.start <= start && start < body.end)) add(loop, EMPTY_LOOP);
  return problems.toSorted((one, other) => one.line - other.line);
}

/** The loops in helpers of specs that could make no expectation; a default may be right there. */
export function emptyLoopProblems(files: readonly string[]): Problem[] {
  return vacuousProblems(files).filter(({ problem }) => problem === EMPTY_LOOP);
}

/** Whether a value is empty: `''`, `[]`, `{}`. */
function isEmpty(node: Node): boolean {
  if (node.type === 'Literal') return node.value === '';
  if (node.type === 'ArrayExpression') return node.elements.length === 0;
  return node.type === 'ObjectExpression' && node.properties.length === 0;
}

/** Whether a list has a member, by what is written: an array with one, or `nonEmpty`. */
function hasMembers(list: Node): boolean {
  if (list.type === 'ArrayExpression') return list.elements.some((element) => element?.type !== 'SpreadElement');
  if (list.type !== 'CallExpression') return false;
  const { callee } = list;
  if (callee.type === 'Identifier') return callee.name === 'nonEmpty';
  return callee.type === 'MemberExpression' && isEntries(callee.property) && hasMembers(callee.object);
}

function isEntries(property: Node): boolean {
  return property.type === 'Identifier' && property.name === 'entries';
}
