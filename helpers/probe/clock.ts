/** The time between two readings of bash's clock, in seconds with a comma or a point. */
export function timeBetween(sent: string, answered: string): { tookMs?: number } {
  const [from = Number.NaN, to = Number.NaN] = [sent, answered].map((text) =>
    Number.parseFloat(text.replace(',', '.')),
  );
  return Number.isNaN(to - from) ? {} : { tookMs: Math.round((to - from) * 1000) };
}
