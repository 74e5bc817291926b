import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import packageFile from '../../package.json' with { type: 'json' };
import { catalogue } from '../behaviour/catalogue.ts';
import { suites } from '../engine/embedded/suites.ts';
import { text } from '../report/matrix/markdown.ts';
import { buildProgram } from './program.ts';

const ROOT = join(import.meta.dirname, '../..');
const README_LINES = 180;
const TABLE_WIDTH = 100;

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const matches = (content: string, pattern: RegExp): string[] =>
  [...content.matchAll(pattern)].map(([, found = '']) => found);

const readme = read('README.md');
/** The options of a command and of its subcommands. */
const optionsOf = (command: Command): string[] => [
  ...command.options.flatMap(({ long }) => long ?? []),
  ...command.commands.flatMap(optionsOf),
];
const declared = new Set(['--help', ...optionsOf(buildProgram([]))]);
const engines = new Set(suites.map(({ name }) => name));
/** Where options are: in the arguments of a command, up to a comment, and in code that begins with one. */
const ARGUMENTS = [
  /\bnpm (?:start|test|run "?[\w:$]+"?) --(?=\s)((?:(?! #)[^\n`])*(?:\n +--[^\n`]*)*)/g,
  /\bnpx [^\n`]*?docker-network-conformance(?=\s)((?:(?! #)[^\n`])*)/g,
  /`(?:check )?(--[^\n`]*)`/g,
];
const OPTION = /(?<![\w-])(--[a-z][a-z-]*)/g;
const ENGINE = /\b((?:debian|podman):[a-z]+)\b/g;

describe('the README', () => {
  test(`has at most ${README_LINES} lines, and no table wider than ${TABLE_WIDTH} characters`, () => {
    const lines = readme.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(README_LINES);
    expect(lines.filter((line) => line.startsWith('|') && line.length > TABLE_WIDTH)).toEqual([]);
  });

  test('has the number of behaviours', () => {
    const found = matches(readme, /of (\d+) behaviours judged/g);
    expect(found).not.toEqual([]);
    const wrong = found.filter((number) => Number(number) !== catalogue().length);
    expect(wrong.map((number) => `in README.md, write ${catalogue().length} behaviours instead of ${number}`)).toEqual(
      [],
    );
  });
});

test('MATRIX.md has each behaviour once, with its id and sentence', () => {
  const heads = catalogue().map(({ id, sentence }) => `${text(sentence)} <br><sub>${text(id)}</sub>`);
  const rows = matches(read('MATRIX.md'), /^\| (.*? <br><sub>.*?<\/sub>)/gm).map((row) =>
    row.replace(/^\*\*(.*)\*\* /, '$1 '),
  );
  const lacking = heads.filter((head) => !rows.includes(head));
  const needless = rows.filter((row, index) => !heads.includes(row) || rows.indexOf(row) !== index);
  expect([
    ...lacking.map(
      (head) => `in MATRIX.md, correct the row of this behaviour, or copy report/matrix.md there: ${head}`,
    ),
    ...needless.map((row) => `in MATRIX.md, remove this row, or correct it to what a spec says: ${row}`),
  ]).toEqual([]);
});

test('the spec in USAGE.md is the one that the trial of stacks runs', () => {
  expect(read('USAGE.md')).toContain(`\`\`\`ts\n${read('fixtures/user-specs/example.spec.ts')}\`\`\`\n`);
});

const DOCUMENTS = [
  'README.md',
  'USAGE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'POLICY.md',
  '.github/workflows/ci.yml',
  '.github/workflows/pages.yml',
  '.github/workflows/release.yml',
  '.github/examples/gitlab-ci.yml',
];

describe.each(DOCUMENTS)('names in %s exist:', (file) => {
  const content = read(file);

  test('npm scripts', () => {
    const scripts = [...matches(content, /\bnpm run ([\w:]+)/g), ...matches(content, /\bnpm (start|test)\b/g)];
    expect(scripts.filter((script) => !(script in packageFile.scripts))).toEqual([]);
  });

  test('options of the commands', () => {
    const options = ARGUMENTS.flatMap((pattern) => matches(content, pattern)).flatMap((found) =>
      matches(found, OPTION),
    );
    expect(options.filter((option) => !declared.has(option))).toEqual([]);
  });

  test('engines', () => {
    expect(matches(content, ENGINE).filter((name) => !engines.has(name))).toEqual([]);
  });

  test('files', () => {
    const links = matches(content, /\]\(([^):#]+)\)/g);
    const paths = matches(content, /`((?:helpers|specs|fixtures|\.github|\.ci)\/[a-z\d./-]*)`/g);
    expect([...links, ...paths].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
