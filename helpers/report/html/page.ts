import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Html, markup } from './escape.ts';

export { Html, escape, markup, prose, webAddress } from './escape.ts';

/** The parts of a page that differ between pages. */
export interface Page {
  readonly title: string;
  /** The small print at the top: the tool, the time, the run. */
  readonly masthead: Html;
  readonly body: Html;
  /** CSS and a JavaScript module of this page alone, as text. The policy of the page blocks style attributes and event handlers. */
  readonly styles?: string;
  readonly script?: string;
}

/**
 * A whole page in one file. It sends no request: its policy forbids every address, and every style and script but its
 * own.
 */
export function page({ title, masthead, body, styles = '', script = '' }: Page): string {
  const css = `\n${asset('page.css')}${styles}`;
  const scripts = [asset('page.browser.js'), script].filter(Boolean).map((text) => `\n${text}`);
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(css)}'`,
    `script-src ${scripts.map((text) => `'${hashOf(text)}'`).join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(css)}</style>
</head>
<body>
<header class="masthead">${masthead}<button type="button" data-action="theme" hidden>Dark</button></header>
${body}
${scripts.map((text) => markup`<script type="module">${new Html(text)}</script>`)}
</body>
</html>
`.text;
}

/** A file of this folder, as text. */
export function asset(name: string): string {
  return readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
