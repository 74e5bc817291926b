import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { useSpecsOf } from '../behaviour/user-specs.ts';
import { printSpecError, readSpecError } from './spec-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'dnc-specs-'));
const file = join(folder, 'a.spec.ts');

beforeAll(() => {
  useSpecsOf(folder);
  writeFileSync(file, "import { describe } from 'docker-network-conformance';\nimport x from 'left-pad';\n");
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  delete process.env['CONFORMANCE_SPECS'];
  delete process.env['CONFORMANCE_SPECS_NAMED'];
});

const sentenceOf = (lines: readonly string[]): string => printSpecError(readSpecError(lines.join('\n')), file);

test('a syntax error, by the compiler of the clone', () => {
  const sentence = sentenceOf([
    "    x Expected ',', got 'from'",
    `       ,-[${file}:2:1]`,
    '     1 | import { describe } from "docker-network-conformance";',
    '     2 | import { promise from "x";',
    '       :                  ^^^^',
    '     3 | ',
    '       `----',
    '    Caused by:',
    '        Syntax Error',
    '    Stack backtrace:',
    '       0: <unknown>',
    '      at Compiler.transformSync (../suite/node_modules/@swc/core/index.js:309:29)',
  ]);
  expect(sentence).toBe(`${file}:2:18 has a syntax error (Expected ',', got 'from'): correct it there.`);
});

test('a syntax error, by the compiler of the package', () => {
  const sentence = sentenceOf([
    `    SyntaxError: ${file}: Unexpected token, expected "," (2:17)`,
    '    > 2 | import { promise from "x";',
    '        |                  ^',
    '      at constructor (../suite/node_modules/@babel/parser/src/parse-error.ts:96:45)',
  ]);
  expect(sentence).toBe(`${file}:2:18 has a syntax error (Unexpected token, expected ","): correct it there.`);
});

test('a syntax error, by Node', () => {
  const sentence = sentenceOf([
    '    Details:',
    '',
    `    ${file}:4`,
    '    with (a) {}',
    '    ^^^^',
    '',
    '    SyntaxError: no',
  ]);
  expect(sentence).toBe(`${file}:4 has a syntax error (no): correct it there.`);
});

test('an import of what is not there', () => {
  const sentence = sentenceOf([
    "    Cannot find module 'left-pad' from 'a.spec.ts'",
    '',
    '      3 | promise(',
    '',
    '      at Object.<anonymous> (a.spec.ts:5:34)',
  ]);
  expect(sentence).toBe(`${file}:2 imports left-pad, which is not there: correct the name, or install it.`);
});

test('a spec that throws', () => {
  const sentence = sentenceOf([
    '    TypeError: a is not a function',
    '',
    '    > 5 |   a();',
    '',
    '      at scenario (../suite/helpers/scenario/scenario.ts:88:3)',
    '      at a (a.spec.ts:5:17)',
    '      at Object.<anonymous> (a.spec.ts:3:9)',
  ]);
  expect(sentence).toBe(
    `${file}:5:17 throws when the spec is loaded (TypeError: a is not a function): correct it there.`,
  );
});

test('an error for people stays as it is', () => {
  const sentence = 'Two promises of one spec are "a": give each a sentence of its own.';
  expect(sentenceOf([`    ${sentence}`, ''])).toBe(sentence);
});

test('a spec without a promise', () => {
  expect(sentenceOf(['    Your test suite must contain at least one test.', '', '      at onResult (x.js:1:2)'])).toBe(
    `${file} has no promise, so that nothing can be judged: write one, as in promise('web reaches db', async () => { … }), which USAGE.md shows.`,
  );
});
