/** The imports of the user's own specs: what the package exports. */
export { describe } from '@jest/globals';
export { fromEngineHost } from '../probe/engine-host.ts';
export { from } from '../probe/from.ts';
export { expectingNoAnswer } from '../probe/limits.ts';
export { randomName } from '../probe/random-name.ts';
export { sharedProbes } from '../probe/shared-probes.ts';
export { fromTestProcess } from '../probe/test-process.ts';
export { defaultBridge, hostNetwork, noNetwork } from '../scenario/declare.ts';
export { scenario } from '../scenario/scenario.ts';
export { hostAddress } from './control.ts';
export { eventually } from './eventually.ts';
export { fact, nonEmpty, reported } from './fact.ts';
export { promise } from './promise.ts';
export { expect } from './reach-matchers.ts';
export { restoring } from './restoring.ts';
