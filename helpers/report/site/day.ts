/** The day of a time in ISO 8601. */
export function day(date: string): string {
  return date.slice(0, 10);
}
