/** What to wait for, and for how long. */
export interface Limit {
  /** What is waited for, to follow "waiting for" in the error. */
  readonly waitingFor: string;
  readonly limitMs: number;
}

/** Something did not happen in time. */
export class TimedOut extends Error {
  constructor({ waitingFor, limitMs }: Limit) {
    super(`timed out after ${limitMs < 1000 ? `${limitMs} ms` : `${limitMs / 1000} s`} waiting for ${waitingFor}`);
    this.name = 'TimedOut';
  }
}

/** The result of `work`. Throws `late()`, a TimedOut by default, once the limit has passed; `work` itself continues. */
export async function withTimeout<T>(
  limit: Limit,
  work: Promise<T>,
  late: () => Error = () => new TimedOut(limit),
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), limit.limitMs);
  });
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}
