import type Dockerode from 'dockerode';
import type semver from 'semver';
import type * as testcontainers from 'testcontainers';
import type * as undici from 'undici';

/** The modules that are slow to load. */
export interface Toolkit {
  readonly testcontainers: typeof testcontainers;
  readonly undici: typeof undici;
  readonly Dockerode: typeof Dockerode;
  readonly semver: typeof semver;
}

/**
 * The slow modules, loaded once for each test process by jest-environment.ts. Jest gives every spec file its own module
 * registry, in which testcontainers alone would take another 0.3 s.
 */
export function toolkit(): Toolkit {
  const { conformanceToolkit } = globalThis as { conformanceToolkit?: Toolkit };
  if (!conformanceToolkit)
    throw new Error('the toolkit is available in specs only: see testEnvironment in jest.config.ts');
  return conformanceToolkit;
}
