import type { Refused, Unreachable } from './outcome.ts';

/** A system error of a failed connection: its texts in C libraries, and the outcome. */
interface SystemError {
  readonly code: string;
  /** The texts of glibc and musl in English, as with LC_ALL=C. */
  readonly texts: readonly string[];
  readonly means: Refused | Unreachable;
}

/**
 * The errors, the most specific first: a program that tried several addresses of a name prints one for each.
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
  // this host has no address of that family
  {
    code: 'EADDRNOTAVAIL',
    texts: ['Cannot assign requested address', 'Address not available'],
    means: { kind: 'unreachable', what: 'network' },
  },
];

/** The outcome for the system error in a program's output; undefined without one. */
export function connectErrorInText(output: string): Refused | Unreachable | undefined {
  return systemErrors.find(({ texts }) => texts.some((text) => output.includes(text)))?.means;
}

/** The outcome for the error code in this process; undefined for any other code. */
export function connectErrorOfCode(code: unknown): Refused | Unreachable | undefined {
  return systemErrors.find((error) => error.code === code)?.means;
}
