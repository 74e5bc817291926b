import type { Fingerprint } from '../engine/identify.ts';

/** The command that asks for this one behaviour again, on the same engine. */
export function repeatCommand(id: string, { source }: Pick<Fingerprint, 'source'>): string {
  const [, embedded] = source?.match(/^embedded (\S+)$/) ?? [];
  return `npm start -- ${embedded ? `--engine ${embedded} ` : ''}--behaviour ${id}`;
}

/** Names of a scenario's members without the run that they were of: `dnc-1a2b3c-4d5e-grafana` is `grafana`. */
export function withoutRunNames(text: string): string {
  return text.replace(/ \(dnc-[\da-f]{6}-[\da-f]{4}-[^\s()]+\)/g, '').replace(/dnc-[\da-f]{6}-[\da-f]{4}-/g, '');
}
