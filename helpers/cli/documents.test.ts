import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import packageFile from '../../package.json' with { type: 'json' };
import { suites } from '../engine/embedded/suites.ts';
import { buildProgram } from './program.ts';

const ROOT = join(import.meta.dirname, '../..');
const README_LINES = 180;
const TABLE_WIDTH = 100;

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);

const readme = read('README.md');
/** The options of a command and of its subcommands. */
const optionsOf = (command: Command): string[] => [
  ...command.options.flatMap(({ long }) => long ?? []),
  ...command.commands.flatMap(optionsOf),
];
const declared = new Set(['--help', ...optionsOf(buildProgram([]))]);
const engines = new Set(suites.map(({ name }) => name));
const ENGINE = /\b((?:debian|podman):[a-z]+)\b/g;

describe('the README', () => {
  test(`has at most ${README_LINES} lines, and no table wider than ${TABLE_WIDTH} characters`, () => {
    const lines = readme.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(README_LINES);
    expect(lines.filter((line) => line.startsWith('|') && line.length > TABLE_WIDTH)).toEqual([]);
  });
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
  const text = read(file);

  test('npm scripts', () => {
    const scripts = [...matches(text, /\bnpm run ([\w:]+)/g), ...matches(text, /\bnpm (start|test)\b/g)];
    expect(scripts.filter((script) => !(script in packageFile.scripts))).toEqual([]);
  });

  test('options of the commands', () => {
    const options = matches(
      text,
      /(?:^- `|\bnpm [^`\n]*? -- |\bnpx [^`\n]*?docker-network-conformance[\w@.*-]* (?:[a-z]+ )?)(--[a-z-]+)/gm,
    );
    expect(options.filter((option) => !declared.has(option))).toEqual([]);
  });

  test('engines', () => {
    expect(matches(text, ENGINE).filter((name) => !engines.has(name))).toEqual([]);
  });

  test('files', () => {
    const links = matches(text, /\]\(([^):#]+)\)/g);
    const paths = matches(text, /`((?:helpers|specs|fixtures|\.github|\.ci)\/[a-z\d./-]*)`/g);
    expect([...links, ...paths].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
