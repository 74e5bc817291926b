/** What a spec may use: the declaration of scenarios, the vantage points, and the judging of behaviours. */
export { describe } from '@jest/globals';
export { from } from '../probe/container.ts';
export { fromEngineHost } from '../probe/engine-host.ts';
export { SILENCE_LIMIT_MS } from '../probe/limits.ts';
export { fromTestProcess } from '../probe/test-process.ts';
export { defaultBridge, noNetwork } from '../scenario/declare.ts';
export { hostUrl } from '../scenario/running.ts';
export { scenario } from '../scenario/scenario.ts';
export { behaviour } from './behaviour.ts';
export { fact } from './fact.ts';
export { expect } from './matchers.ts';
