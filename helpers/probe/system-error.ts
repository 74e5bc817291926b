import type { Refused, Unreachable } from './outcome.ts';

/** A system error that says that nothing was reached: how C libraries word it, and what it means. */
interface SystemError {
  readonly code: string;
  /** As glibc and musl have it in English, which LC_ALL=C makes sure of. */
  readonly texts: readonly string[];
  readonly means: Refused | Unreachable;
}

/**
 * The errors, the most telling first: a program that tried several addresses of a name reports one for each.
 * A firewall that rejects with "administratively prohibited" is EHOSTUNREACH in IPv4, and EACCES in IPv6.
 */
const systemErrors: readonly SystemError[] = [
  { code: 'ECONNREFUSED', texts: ['Connection refused'], means: { kind: 'refused' } },
  {
    code: 'ENETUNREACH',
    texts: ['Network is unreachable', 'Network unreachable'],
    means: { kind: 'unreachable', what: 'network' },
  },
  { code: 'ENETDOWN', texts: ['Network is down'], means: { kind: 'unreachable', what: 'network' } },
  {
    code: 'EHOSTUNREACH',
    texts: ['No route to host', 'Host is unreachable'],
    means: { kind: 'unreachable', what: 'host' },
  },
  { code: 'EHOSTDOWN', texts: ['Host is down'], means: { kind: 'unreachable', what: 'host' } },
  { code: 'EACCES', texts: ['Permission denied'], means: { kind: 'unreachable', what: 'prohibited' } },
  { code: 'EPERM', texts: ['Operation not permitted'], means: { kind: 'unreachable', what: 'prohibited' } },
  // there is no address to send from: no address of that family at all
  {
    code: 'EADDRNOTAVAIL',
    texts: ['Cannot assign requested address', 'Address not available'],
    means: { kind: 'unreachable', what: 'network' },
  },
];

/** What the system's errors in a program's output mean; undefined where there is none of them. */
export function unreachedByText(output: string): Refused | Unreachable | undefined {
  return systemErrors.find(({ texts }) => texts.some((text) => output.includes(text)))?.means;
}

/** What the code of an error in this process means; undefined where it is none of them. */
export function unreachedByCode(code: unknown): Refused | Unreachable | undefined {
  return systemErrors.find((error) => error.code === code)?.means;
}
