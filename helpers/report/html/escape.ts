import { printable } from '../terminal.ts';

/** Text that is HTML already, and goes into a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may stand in a `markup` template: text, which is escaped; HTML, which is not; a list of them; or nothing. */
export type Part = string | number | Html | false | undefined | readonly Part[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Text from anywhere, as it may be put into a page, between tags or inside a quoted attribute: it stays text, no control
 * character is in it but the line's end, and nothing turns the order of its letters around.
 */
export function escape(text: string): string {
  return printable(text.replaceAll('\r\n', '\n'))
    .toWellFormed()
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** A template of HTML. Whatever is put into it is escaped, unless it is `Html` itself. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, index) => text + rendered(parts[index])).join(''));
}

/** A sentence as HTML, in which what stands between backticks is code. */
export function prose(sentence: string): Html {
  const parts = sentence.split(/`([^`]+)`/);
  return markup`${parts.map((part, index) => (index % 2 === 1 ? markup`<code>${part}</code>` : part))}`;
}

function rendered(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(rendered).join('');
  return escape(String(part));
}
