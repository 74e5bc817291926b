/** How far the behaviours of a run are. */
export interface BehavioursDone {
  readonly done: number;
  readonly total: number;
  /** The chapter of the latest one. */
  readonly chapter: string;
  /** How many of them did not pass. */
  readonly failed: number;
}

/** What a run is doing: preparing its engine, in a clause, or judging behaviours. */
export type RunState = { readonly doing: string } | BehavioursDone;

/** The variable by which a process requests the states of the runs that it starts, over IPC. */
const STATES = 'CONFORMANCE_STATES';

/** The environment variables of a run whose states are wanted. Its process needs an IPC channel. */
export const requestingStates: Readonly<Record<string, string>> = { [STATES]: 'ipc' };

/** Sends the state of this run to the process that started it, if that wants it. */
export function sendState(state: RunState): void {
  // the other process may have ended
  if (process.env[STATES] && process.connected) process.send?.(state, undefined, undefined, () => undefined);
}
