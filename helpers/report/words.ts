/** `1 behaviour`, `3 behaviours` */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The entries of a record as `key=value`. */
export function onesOf(record: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(record).map(([key, value]) => `${key}=${value}`);
}
