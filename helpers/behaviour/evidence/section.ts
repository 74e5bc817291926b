import { setImmediate } from 'node:timers/promises';
import { withTimeout } from '../../engine/timeout.ts';
import { errorText } from '../../engine/user-error.ts';
import { redacted } from './redact.ts';

/** A part of the evidence of a failure. */
export interface Section {
  /** Its subject: `nginx`, `the engine's host`. */
  readonly of: string;
  /** The aspect of the subject: `routes`, `firewall`; undefined for a remark on all of it. */
  readonly what?: string;
  readonly text: string;
}

/** The title of a section: `nginx: routes`. */
export function titleOf({ of, what }: Section): string {
  return what === undefined ? of : `${of}: ${what}`;
}

/** How long the collection may take. */
export const COLLECT_LIMIT_MS = 5_000;

/** The size limit of a section, in characters; the beginning is kept. */
export const SECTION_LIMIT = 16 * 1024;

/** The size limit of all sections of a behaviour, in characters. */
export const TOTAL_LIMIT = 192 * 1024;

/**
 * A section with the text of `work`, or the reason why it could not be collected. Never throws: the collection of
 * evidence must not become another failure.
 */
export async function section(
  of: string,
  what: string,
  work: () => Promise<string>,
  limitMs = COLLECT_LIMIT_MS,
): Promise<Section> {
  try {
    const text = await withTimeout({ waitingFor: 'the answer', limitMs }, work());
    return { of, what, text: text.trimEnd() || 'nothing' };
  } catch (error) {
    return { of, what, text: `not collected: ${errorText(error)}` };
  }
}

/** The value of a promise that is already fulfilled; undefined for a pending or rejected one. */
export async function valueByNow<T>(work: Promise<T>): Promise<T | undefined> {
  return Promise.race([work.catch(() => undefined), setImmediate(undefined)]);
}

/** Sections without secrets, and within the size limits. */
export function limitSections(sections: readonly Section[]): Section[] {
  let left = TOTAL_LIMIT;
  return sections.map(({ text, ...about }) => {
    const kept = cut(redacted(text), Math.min(SECTION_LIMIT, left));
    left = Math.max(0, left - kept.length);
    return { ...about, text: kept };
  });
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = text.lastIndexOf('\n', limit);
  const kept = text.slice(0, end > 0 ? end : limit);
  return `${kept}\n… cut here: ${text.length - kept.length} more characters`.trimStart();
}
