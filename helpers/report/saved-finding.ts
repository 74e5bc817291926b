import type { ResultTest } from './ctrf.ts';
import type { Finding } from './finding.ts';

/** What a run found of one behaviour, from its saved results. */
export function savedFinding({ name, duration, suite, filePath, extra }: ResultTest): Finding {
  const { evidence, standIns: _, ...record } = extra;
  const place = { sentence: name, durationMs: duration, file: filePath, scenario: suite[1] ?? '' };
  // JSON has no undefined
  return { ...record, ...place, probes: evidence } as Finding;
}
