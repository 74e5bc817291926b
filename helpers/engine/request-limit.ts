import type Dockerode from 'dockerode';
import { withTimeout } from './timeout.ts';

/** How long a request may take after one that was not answered. */
const REDUCED_LIMIT_MS = 2_000;

type Answer = (error: unknown, answer?: unknown) => void;

interface Call {
  readonly method: string;
  readonly path: string;
  abortSignal?: AbortSignal;
}

interface Modem {
  dial(call: Call, answer: Answer): void;
  /** Whether the limit is set: testcontainers has one client for all spec files of a process. */
  isLimited?: boolean;
}

/**
 * Aborts each request of a client whose answer does not begin in time; streams, as of exec and logs, may take longer.
 * After a request without an answer, the limit is shorter until the engine answers again.
 */
export function limitRequests(engine: Dockerode, limitMs: number): void {
  const modem = engine.modem as Modem;
  if (modem.isLimited) return;
  modem.isLimited = true;
  const dial = modem.dial.bind(modem);
  let isSilent = false;
  modem.dial = (call, answer) => {
    const ms = isSilent ? Math.min(REDUCED_LIMIT_MS, limitMs) : limitMs;
    const aborting = new AbortController();
    const limit = setTimeout(() => {
      isSilent = true;
      aborting.abort();
      once(unanswered(`${call.method} ${call.path.split('?')[0]}`, ms));
    }, ms);
    const once = (error: unknown, result?: unknown): void => {
      clearTimeout(limit);
      if (!aborting.signal.aborted) isSilent = false;
      answerOnce(error, result);
    };
    const answerOnce = onlyFirst(answer);
    const signals = call.abortSignal ? [call.abortSignal, aborting.signal] : [aborting.signal];
    dial({ ...call, abortSignal: AbortSignal.any(signals) }, once);
  };
}

/** The result of a request to the engine. Throws where it is not answered in time; `request` names it in the error. */
export async function withinRequestLimit<T>(request: string, work: Promise<T>, limitMs: number): Promise<T> {
  return withTimeout({ waitingFor: request, limitMs }, work, () => unanswered(request, limitMs));
}

function onlyFirst(answer: Answer): Answer {
  let isGiven = false;
  return (error, result) => {
    if (isGiven) return;
    isGiven = true;
    answer(error, result);
  };
}

function unanswered(what: string, limitMs: number): Error {
  return Object.assign(new Error(`the engine did not answer ${what} in ${limitMs / 1000} s`), { code: 'ETIMEDOUT' });
}
