import { printable } from '../terminal.ts';

/** HTML, which is put into a page unescaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** A value in a `markup` template: text, which is escaped; HTML, which is not; a list of them; or nothing. */
export type Part = string | number | Html | false | undefined | readonly Part[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Escapes any text for a page, between tags or inside a quoted attribute. Control characters except line ends, and
 * characters that reverse the order of letters, are replaced.
 */
export function escape(text: string): string {
  return printable(text.replaceAll('\r\n', '\n'))
    .toWellFormed()
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** A template of HTML. Every value in it is escaped, unless it is `Html`. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, index) => text + rendered(parts[index])).join(''));
}

/** Text between tags, never in an attribute: its quotes stay as they are, which is shorter. */
export function betweenTags(text: string): Html {
  return new Html(escape(text).replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&gt;', '>'));
}

/** A sentence as HTML; text between backticks becomes code. */
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

/** The address of a link to the web; `#` for any other, because saved results may come from anybody. */
export function webAddress(link: string): string {
  return /^https?:\/\//i.test(link) ? link : '#';
}
