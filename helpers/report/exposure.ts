import type { Exposure, Verdict } from '../behaviour/verdict.ts';

/**
 * What an audit finds of an exposure. `closed` and `open as documented`: as the documentation says. `OPEN`: reached,
 * although the documentation says that it is not. `closed after all`: not reached, although the documentation says that
 * it is. `unclear`: the suite could not tell. `not judged`: it requires what is missing here.
 */
export type Found = 'closed' | 'open as documented' | 'OPEN' | 'closed after all' | 'unclear' | 'not judged';

/** What the verdict on a behaviour means for the exposure that it is about. */
export function foundOf({ verdict }: { readonly verdict: Verdict }, { promised }: Pick<Exposure, 'promised'>): Found {
  switch (verdict) {
    case 'passed':
    case 'unexpected-pass':
      return promised === 'closed' ? 'closed' : 'open as documented';
    case 'failed':
    case 'known-difference':
      return promised === 'closed' ? 'OPEN' : 'closed after all';
    case 'error':
      return 'unclear';
    case 'unsupported':
    case 'disabled':
      return 'not judged';
  }
}
