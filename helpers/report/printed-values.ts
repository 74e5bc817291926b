/** `1 behaviour`, `3 behaviours` */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `1.5 s` */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** A version without the suffix of a distribution: `26.1.5` of `26.1.5+dfsg1`. */
export function plainVersion(version: string): string {
  return version.replace(/\+.*$/, '');
}

/** The entries of a record as `key=value`. */
export function keyValues(record: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(record).map(([key, value]) => `${key}=${value}`);
}
