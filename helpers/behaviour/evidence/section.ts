import { setImmediate } from 'node:timers/promises';
import { withTimeout } from '../../engine/timeout.ts';
import { errorText } from '../../engine/user-error.ts';
import { redacted } from './redact.ts';

/** A part of what was collected about a failure. */
export interface Section {
  /** Of whom: `nginx`, `the engine's host`. */
  readonly of: string;
  /** What of it: `routes`, `firewall`; nothing if it is about all of it. */
  readonly what?: string;
  readonly text: string;
}

/** The title of a section: `nginx: routes`. */
export function titleOf({ of, what }: Section): string {
  return what === undefined ? of : `${of}: ${what}`;
}

/** How long all of the collecting may take. */
export const COLLECT_LIMIT_MS = 5_000;

/** How much of a section is kept: the beginning, where most tools say most. */
export const SECTION_LIMIT = 16 * 1024;

/** How much of all sections of a behaviour is kept. */
export const TOTAL_LIMIT = 192 * 1024;

/**
 * What `work` returns; or why it could not be collected, if it fails or takes too long. Never throws: what
 * is collected about a failure must not become another one.
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

/** What is there by now; undefined where it is still to come, or failed: no fact is worth another wait. */
export async function byNow<T>(work: Promise<T>): Promise<T | undefined> {
  return Promise.race([work.catch(() => undefined), setImmediate(undefined)]);
}

/** Sections as they may leave this process: without secrets, and no longer than the limits. */
export function bounded(sections: readonly Section[]): Section[] {
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
