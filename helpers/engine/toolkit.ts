import type * as testcontainers from 'testcontainers';
import type * as undici from 'undici';

/** The modules that take long to load. */
export interface Toolkit {
  readonly testcontainers: typeof testcontainers;
  readonly undici: typeof undici;
}

/**
 * The heavy modules, loaded once for each test process. Jest gives every spec file a module registry of its own, in
 * which testcontainers alone would take 0.3 s again; its environment (jest-environment.ts) lives outside of them.
 */
export function toolkit(): Toolkit {
  const { conformanceToolkit } = globalThis as { conformanceToolkit?: Toolkit };
  if (!conformanceToolkit) throw new Error('the toolkit is there in specs only: see testEnvironment in jest.config.ts');
  return conformanceToolkit;
}
