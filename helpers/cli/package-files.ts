import { globSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { transformFile } from '@swc/core';
import packageFile from '../../package.json' with { type: 'json' };
import { catalogue } from '../behaviour/catalogue.ts';
import { SUITE_FOLDER } from '../engine/suite-folder.ts';
import { UserError } from '../engine/user-error.ts';
import { EXPORTED, packageTypes } from './package-types.ts';

/** What is started by its path: the command, Jest with its configuration and the modules that it names, and the specs. */
const ENTRIES = [
  'helpers/cli/bin.ts',
  'jest.config.ts',
  'helpers/engine/{jest-environment,loaded-dockerode,loaded-semver}.ts',
  'helpers/report/reporter.ts',
  'specs/**/*.spec.ts',
  EXPORTED,
];

/** Commands of a clone load these, and no other. */
const OF_CLONE = /^helpers\/(?:trial|bench)\/|^helpers\/behaviour\/(?:read-catalogue|catalogue-lint|vacuous-lint)\.ts$/;

/** What is read at run time and is no module. */
const ASSETS = ['helpers/**/*.{css,js}', 'fixtures/**/*'];
const NO_ASSETS = /^fixtures\/(?:trial|bench|report|stacks|user-specs)\/|\.ts$/;

/** CommonJS, as from Jest's transform in a clone: Jest runs it without one. */
const SWC = {
  swcrc: false,
  jsc: { target: 'es2024', parser: { syntax: 'typescript' }, rewriteRelativeImportExtensions: true },
  module: { type: 'commonjs' },
} as const;

/**
 * Modules that are written here: the package has the list of behaviours, no parser to read it from the specs, and no
 * commands of a clone.
 */
const WRITTEN: Readonly<Record<string, () => string>> = {
  'helpers/behaviour/own-catalogue.ts': () =>
    `"use strict";\nexports.readOwnCatalogue = () => ${JSON.stringify(catalogue(), undefined, 1)};\n`,
  'helpers/cli/clone-commands.ts': () => '"use strict";\nexports.addCloneCommands = () => undefined;\n',
};

/** The files of the package, by paths relative to the suite's folder. */
interface PackageFiles {
  /** JavaScript, and the manifest that makes it CommonJS. */
  readonly written: ReadonlyMap<string, string>;
  /** The files to copy. */
  readonly copied: readonly string[];
}

/**
 * The files of the package: what its entries load, directly or not, and what that reads. Throws a UserError where a module
 * loads a package that is no dependency, or a file to copy has the name of a module.
 */
export async function packageFiles(): Promise<PackageFiles> {
  const [modules, types] = await Promise.all([loadedModules(), packageTypes()]);
  const copied = filesOf(ASSETS).filter((file) => !NO_ASSETS.test(file));
  const compiledModules = [...modules].map(([file, code]) => [file.replace(/\.ts$/, '.js'), code] as const);
  const written = new Map([...compiledModules, ...types]);
  const taken = copied.find((file) => written.has(file));
  if (taken) throw new UserError(`${taken} has the name of a module in the package: rename it, as to page.browser.js.`);
  const { name, version } = packageFile;
  written.set('package.json', `${JSON.stringify({ name, version, type: 'commonjs' }, undefined, 2)}\n`);
  return { written, copied };
}

/** Every module that the entries load, as CommonJS, by the name of its source. */
async function loadedModules(): Promise<Map<string, string>> {
  const modules = new Map<string, string>();
  const waiting = filesOf(ENTRIES);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (modules.has(file) || OF_CLONE.test(file)) continue;
    const code = WRITTEN[file]?.() ?? (await compiled(file));
    modules.set(file, code);
    waiting.push(...modulesIn(code, file));
  }
  return modules;
}

/** A module as CommonJS. The URL of another module's file is rewritten as imports are. */
async function compiled(file: string): Promise<string> {
  const { code } = await transformFile(join(SUITE_FOLDER, file), SWC);
  return code.replaceAll(/\bnew URL\('([^']+)\.ts'/g, "new URL('$1.js'");
}

/** The modules of the suite that a module loads, or starts by their URL. */
function modulesIn(code: string, file: string): string[] {
  const source = (name: string): string => join(dirname(file), name.replace(/\.js$/, '.ts'));
  const started = [...code.matchAll(/\bnew URL\('([^']+\.js)'/g)].map(([, name = '']) => name);
  const loaded = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name);
  const foreign = loaded.filter((name) => !name.startsWith('.')).find((name) => !isInstalled(name));
  if (foreign !== undefined)
    throw new UserError(`${file} loads ${foreign}, which nobody gets with the package: make it a dependency.`);
  const own = loaded.filter((name) => name.startsWith('.') && name.endsWith('.js'));
  return [...own, ...started].map(source);
}

function isInstalled(name: string): boolean {
  const [, dependency = ''] = /^((?:@[^/]+\/)?[^/]+)/.exec(name) ?? [];
  return name.startsWith('node:') || builtinModules.includes(name) || dependency in packageFile.dependencies;
}

function filesOf(patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: SUITE_FOLDER, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(SUITE_FOLDER, join(entry.parentPath, entry.name)))
    .toSorted();
}
