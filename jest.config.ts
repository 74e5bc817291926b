import type { Config } from 'jest';

/** Packages with ES modules only, which Jest cannot load untransformed. */
const esModules =
  'ansi-regex|ansi-styles|commander|get-east-asian-width|is-fullwidth-code-point|leven|string-width|strip-ansi|wrap-ansi|oxc-parser';

const transform: Config['transform'] = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }],
  [`/node_modules/(${esModules})/.+\\.js$`]: ['@swc/jest', { jsc: { target: 'es2024' } }],
};

const transformIgnorePatterns = [`/node_modules/(?!(${esModules})/)`];

/** The package has JavaScript only, and no unit tests; under node_modules, Jest finds nothing by default. */
const inPackage = import.meta.url.endsWith('.js');
const ending = inPackage ? 'js' : 'ts';
const asPackage = { haste: { retainAllFiles: true }, testPathIgnorePatterns: [], transform: {} };
const asClone = { transform, transformIgnorePatterns };

/** Two projects: the specs need an engine, which npm start or npm test prepares; the unit tests of the helpers need none. */
export default {
  projects: [
    {
      ...(inPackage ? asPackage : asClone),
      displayName: 'specs',
      roots: ['<rootDir>/specs'],
      testMatch: [`**/*.spec.${ending}`],
      moduleNameMapper: {
        '^dockerode$': `<rootDir>/helpers/engine/loaded-dockerode.${ending}`,
        '^semver$': `<rootDir>/helpers/engine/loaded-semver.${ending}`,
      },
      // specs import what they use from @jest/globals: Jest would make these globals anew for each module
      injectGlobals: false,
      testEnvironment: `<rootDir>/helpers/engine/jest-environment.${ending}`,
    },
    ...(inPackage
      ? []
      : [{ ...asClone, displayName: 'helpers', roots: ['<rootDir>/helpers'], testMatch: ['**/*.test.ts'] }]),
  ],
  // the summary of many files would repeat failures, with unescaped output of containers
  reporters: [
    `<rootDir>/helpers/report/reporter.${ending}`,
    ['summary', { summaryThreshold: Number.MAX_SAFE_INTEGER }],
  ],
  // a behaviour often waits, for silence or for a host: on two cores, six spec files at a time take a tenth less than four
  maxWorkers: 6,
  // on a slow machine, a process ends later than the half second after which Jest would say that a test leaks
  workerGracefulExitTimeout: 10_000,
  watchman: false,
  testTimeout: 30_000,
} satisfies Config;
