import consoleTexts from '#lib/strings/en/console.json' with { type: 'json' };
import deadlineTexts from '#lib/strings/en/deadline.json' with { type: 'json' };
import guideTexts from '#lib/strings/en/guide.json' with { type: 'json' };
import type helpTexts from '#lib/strings/en/help.json';

/** Every text a screen shows in the browser. */
export const messages = { console: consoleTexts, deadline: deadlineTexts, guide: guideTexts };

declare module 'use-intl' {
  interface AppConfig {
    /** The help page is made on the server alone: no other page carries its texts along. */
    Messages: typeof messages & { help: typeof helpTexts };
  }
}
