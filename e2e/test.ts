import { test as base, type Page } from 'playwright/test';
import { origin } from './places.ts';

export { type BrowserContext, expect, type Page, type Route } from 'playwright/test';

/** Kept by the page itself and said in its console, where navigation does not lose it. */
const mark = 'mailgrant-content-policy:';
const tellOfViolations = `addEventListener('securitypolicyviolation', (event) => console.error(${JSON.stringify(mark)} +
  JSON.stringify([event.documentURI, event.violatedDirective, event.blockedURI, event.sample])))`;

/** A journey that fails where a page of ours does what its content policy forbids (W6). */
export const test = base.extend<{ violations: string[]; policyKept: undefined }>({
  violations: async ({ context }, use) => {
    const violations: string[] = [];
    await context.addInitScript(tellOfViolations);
    context.on('console', (message) => {
      const text = message.text();
      if (text.startsWith(`${mark}["${origin()}`)) violations.push(text.slice(mark.length));
      // What the browser says by itself, also where no script of ours could run before.
      else if (message.page()?.url().startsWith(origin()) && /Content Security Policy/i.test(text))
        violations.push(text);
    });
    await use(violations);
  },
  policyKept: [
    async ({ violations }, use) => {
      await use(undefined);
      if (violations.length > 0) throw new Error(`The content policy was violated:\n${violations.join('\n')}`);
    },
    { auto: true },
  ],
});

/** Makes the page do what its policy forbids. */
export async function violate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ranUnasked = true';
    document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.example/x.png" alt="">');
    document.body.insertAdjacentHTML('beforeend', '<style>body { color: red }</style>');
    document.body.append(script);
  });
}
