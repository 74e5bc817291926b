import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Html, markup } from './escape.ts';

export { Html, betweenTags, escape, markup, prose, webAddress } from './escape.ts';

/** The parts of a page that differ between pages. */
export interface Page {
  readonly title: string;
  /** The small print at the top: the tool, the time, the run. */
  readonly masthead: Html;
  readonly body: Html;
  /**
   * CSS and a JavaScript module of this page alone, as text. The policy of the page blocks style attributes and event
   * handlers.
   */
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
  return documentOf({
    title,
    styleSource: `'${hashOf(css)}'`,
    scriptSource: scripts.map((text) => `'${hashOf(text)}'`).join(' '),
    head: markup`<style>${new Html(css)}</style>`,
    masthead,
    body: markup`${body}
${scripts.map((text) => markup`<script type="module">${new Html(text)}</script>`)}`,
  });
}

/** A page of a site of several pages: its styles and its script are the site's files `site.css` and `site.js`. */
export interface SitePage extends Pick<Page, 'title' | 'masthead' | 'body'> {
  /** The way from the page to the root of the site: empty, or `../`. */
  readonly root: '' | '../';
}

/** A whole page of a site. It loads the site's two files and sends no other request. A page from a disk may load no module. */
export function sitePage({ title, masthead, body, root }: SitePage): string {
  return documentOf({
    title,
    styleSource: "'self'",
    scriptSource: "'self'",
    head: markup`<link rel="stylesheet" href="${root}site.css">
<script src="${root}site.js" defer></script>`,
    masthead,
    body,
  });
}

interface Document extends Pick<Page, 'title' | 'masthead' | 'body'> {
  readonly styleSource: string;
  readonly scriptSource: string;
  readonly head: Html;
}

function documentOf({ title, styleSource, scriptSource, head, masthead, body }: Document): string {
  const policy = [
    "default-src 'none'",
    `style-src ${styleSource}`,
    `script-src ${scriptSource}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
<header class="masthead">${masthead}<button type="button" data-action="theme" hidden>Dark</button></header>
${body}
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
