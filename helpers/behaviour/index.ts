/** What a spec may use: the declaration of scenarios, the vantage points, and the judging of behaviours. */
export { describe } from '@jest/globals';
export { clientSeen } from '../probe/client.ts';
export { engineAt, theEngine } from '../probe/engine.ts';
export { fromEngineHost, fromPublishingHost, ourNetworkNamespace } from '../probe/engine-host.ts';
export { from } from '../probe/from.ts';
export { SILENCE_LIMIT_MS } from '../probe/limits.ts';
export { fromTestProcess } from '../probe/test-process.ts';
export { fromWireOf } from '../probe/wire.ts';
export { defaultBridge, hostNetwork, noNetwork } from '../scenario/declare.ts';
export { hostUrl } from '../scenario/running.ts';
export { LARGE_BODY_BYTES } from '../scenario/servers.ts';
export { LARGE_ANSWER_ADDRESSES, OUTSIDE, POINTED_TO, SLOW_ANSWER_MS, outside } from '../scenario/zone.ts';
export { scenario } from '../scenario/scenario.ts';
export { behaviour } from './behaviour.ts';
export { forControl } from './control.ts';
export { eventually } from './eventually.ts';
export { fact } from './fact.ts';
export { expect } from './matchers.ts';
