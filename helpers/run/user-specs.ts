import { globSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import config from '../../jest.config.ts';
import { useSpecsOf } from '../behaviour/user-specs.ts';
import { IN_PACKAGE, SUITE_FOLDER } from '../engine/suite-folder.ts';
import { UserError } from '../engine/user-error.ts';

/** The name by which specs import the suite. */
const PACKAGE = 'docker-network-conformance';

/**
 * Makes the run one of the specs in a folder of the user, and gives the arguments for Jest that run them. Throws a
 * UserError where there are none.
 */
export function userSpecs(named: string): readonly string[] {
  const folder = resolve(named);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(`There is no folder ${named}: name the folder of your specs with --specs.`);
  const specs = globSync('**/*.spec.{ts,js}', { cwd: folder, exclude: (name) => name === 'node_modules' });
  if (specs.length === 0)
    throw new UserError(
      `${named} has no spec, which is a file NAME.spec.ts or NAME.spec.js: write one, as USAGE.md shows, or name another folder.`,
    );
  useSpecsOf(folder, named);
  return ['--config', JSON.stringify(configOf(folder))];
}

/** Jest's configuration of the suite's own specs, for another folder. */
function configOf(folder: string): object {
  const [specs] = config.projects;
  if (!specs || !('moduleNameMapper' in specs)) throw new Error('the first project of jest.config.ts has the specs');
  const { reporters, maxWorkers, watchman, testTimeout } = config;
  const ending = IN_PACKAGE ? 'js' : 'ts';
  return inSuite({
    ...specs,
    ...(IN_PACKAGE ? { haste: {}, ...forPackage() } : forClone(specs.transform)),
    rootDir: folder,
    roots: [folder],
    testMatch: ['**/*.spec.{ts,js}'],
    testPathIgnorePatterns: ['/node_modules/'],
    moduleNameMapper: {
      ...specs.moduleNameMapper,
      [`^${PACKAGE}$`]: `<rootDir>/helpers/behaviour/spec.${ending}`,
    },
    // the matchers and the scenario are imported
    injectGlobals: false,
    // the suite's own alone: Jest's summary counts errors as failed, and contradicts the line before it
    reporters: reporters.slice(0, 1),
    maxWorkers,
    watchman,
    testTimeout,
  });
}

/** Node runs no TypeScript for Jest: Babel, which Jest brings, leaves out the types and turns imports into calls. */
function forPackage(): object {
  const { resolve: pathOf } = createRequire(import.meta.url);
  const plugins = [pathOf('@babel/plugin-transform-typescript'), pathOf('@babel/plugin-transform-modules-commonjs')];
  const options = { babelrc: false, configFile: false, retainLines: true, plugins };
  return { transform: { '\\.[jt]s$': [pathOf('babel-jest'), options] }, transformIgnorePatterns: ['/node_modules/'] };
}

/** Specs of JavaScript have imports as well. */
function forClone(transform: Readonly<Record<string, unknown>>): object {
  const [typescript] = Object.values(transform);
  return { transform: { ...transform, '^(?!.*/node_modules/).+\\.js$': typescript } };
}

/** Configuration in which the suite's folder stands for the root folder, and its packages are found from anywhere. */
function inSuite(value: object): object {
  const pathOf = createRequire(join(SUITE_FOLDER, 'package.json')).resolve;
  const text = JSON.stringify(value, (_key, part: unknown) => (part === '@swc/jest' ? pathOf('@swc/jest') : part));
  return JSON.parse(text.replaceAll('<rootDir>/', () => JSON.stringify(SUITE_FOLDER).slice(1, -1))) as object;
}
