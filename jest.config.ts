import type { Config } from 'jest';

/** Packages that are ES modules alone, which Jest cannot load as they are. */
const esModules =
  'ansi-regex|ansi-styles|commander|get-east-asian-width|is-fullwidth-code-point|leven|string-width|strip-ansi|wrap-ansi|oxc-parser';

const transform: Config['transform'] = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }],
  [`/node_modules/(${esModules})/.+\\.js$`]: ['@swc/jest', { jsc: { target: 'es2024' } }],
};

const transformIgnorePatterns = [`/node_modules/(?!(${esModules})/)`];

/** Two projects: the specs ask a real engine, which npm start or npm test prepares; the helpers' unit tests need none. */
export default {
  projects: [
    {
      transform,
      transformIgnorePatterns,
      displayName: 'specs',
      roots: ['<rootDir>/specs'],
      testMatch: ['**/*.spec.ts'],
      testEnvironment: '<rootDir>/helpers/engine/jest-environment.ts',
    },
    {
      transform,
      transformIgnorePatterns,
      displayName: 'helpers',
      roots: ['<rootDir>/helpers'],
      testMatch: ['**/*.test.ts'],
    },
  ],
  // the summary of many files would repeat what failed, as a container said it
  reporters: ['<rootDir>/helpers/report/reporter.ts', ['summary', { summaryThreshold: Number.MAX_SAFE_INTEGER }]],
  // the engine is the bottleneck: a third spec file at a time makes every one of them slower
  maxWorkers: 2,
  watchman: false,
  testTimeout: 30_000,
} satisfies Config;
