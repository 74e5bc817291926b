export { type Attempted, type ConnectTarget, RunningContainer, predefinedHost } from './running/container.ts';
export { hostUrl } from './running/host-url.ts';
export type { ContainerIdentity } from './running/inspected-container.ts';
export type { Protocol } from './running/published-container.ts';
export { RunningNetwork } from './running/network.ts';
export { type FactFailure, PromiseBroken, printValue } from './running/promise-broken.ts';
