import consoleTexts from '#lib/strings/en/console.json' with { type: 'json' };
import guideTexts from '#lib/strings/en/guide.json' with { type: 'json' };

/** Every text a screen shows. */
export const messages = { console: consoleTexts, guide: guideTexts };

declare module 'use-intl' {
  interface AppConfig {
    Messages: typeof messages;
  }
}
