import { type Html, type HtmlValue, html } from '#sandbox/http/html.ts';
import { type NavPlace, places } from './places.ts';

/** In this order: later ones adjust earlier ones. */
export const stylesheets = [
  'base.css',
  'frame.css',
  'panels.css',
  'forms.css',
  'sign-in.css',
  'mailbox.css',
  'console.css',
  'narrow.css',
];

/** The script comes before anything that can be clicked: a click that nobody listens to yet would be lost. */
const head = (title: string): Html => html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Sandbox</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
${stylesheets.map(
  (name) => html`<link rel="stylesheet" href="/assets/${name}">
`,
)}<script src="/assets/sandbox.js"></script>`;

const banner = html`<aside class="banner" aria-label="About this place">
<span aria-hidden="true" class="dot"></span><strong>Sandbox</strong> <span>– nothing leaves this machine</span>
</aside>`;

function navigation(here: NavPlace | undefined): Html {
  const links = Object.entries(places).map(
    ([place, { path, title }]) =>
      html`<a href="${path}"${here === place ? html` aria-current="page"` : ''}>${title}</a>`,
  );
  return html`<nav aria-label="Sandbox">${links}</nav>`;
}

/** A page of the admin center or the mailboxes: bar on top, content below. */
export function page(wanted: {
  title: string;
  place?: NavPlace;
  /** Right below the bar: in which directory one works. */
  strip?: HtmlValue;
  main: HtmlValue;
}): Html {
  return html`<!doctype html>
<html lang="en">
<head>${head(wanted.title)}</head>
<body>
<a class="skip" href="#main">Skip to content</a>
${banner}
<header class="bar">${navigation(wanted.place)}</header>
${wanted.strip}
<main id="main">${wanted.main}</main>
</body>
</html>
`;
}

/** A sign-in page: one card in the middle, as at login.microsoftonline.com and accounts.google.com. */
export function signInPage(wanted: { title: string; main: HtmlValue; brand?: 'Microsoft' | 'Google' }): Html {
  return html`<!doctype html>
<html lang="en" class="sign-in">
<head>${head(wanted.title)}</head>
<body>
${banner}
<main id="main" class="card">
<p class="brand"><span aria-hidden="true" class="brand-mark"></span>Sign-in <span class="quiet">of the sandbox’s ${wanted.brand ?? 'Microsoft'}</span></p>
${wanted.main}
</main>
</body>
</html>
`;
}

/** Two letters for a person without a picture. */
export const initials = (name: string): string =>
  name
    .split(' ')
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('');

/** A value to be copied: label, the text in monospace, and the button. */
export function copyField(label: string, value: string): Html {
  return html`<div class="copy-field">
<dt>${label}</dt>
<dd><code>${value}</code>${copyButton(label, value)}</dd>
</div>`;
}

export const copyButton = (label: string, value: string): Html =>
  html`<button type="button" class="copy" data-copy="${value}" aria-label="Copy ${label}">Copy</button>`;

const parts = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** An instant for reading; the exact one is in the attribute. */
export const moment = (iso: string): Html => html`<time datetime="${iso}">${parts.format(new Date(iso))}</time>`;
