import type { Exposure } from './verdict.ts';

/** For a security audit: the documentation says that `who` does not reach `what`. */
export function closedTo(who: string, what: string): Exposure {
  return { who, what, promised: 'closed' };
}

/** For a security audit: the documentation says that `who` reaches `what`. */
export function openTo(who: string, what: string): Exposure {
  return { who, what, promised: 'open' };
}
