'use client';

import consoleTexts from '#lib/strings/en/console.json' with { type: 'json' };

/** When even the frame of the page failed: plain, without styles or anything else that could fail again. */
export default function GlobalError({ reset }: { reset: () => void }) {
  const t = consoleTexts.fault;
  return (
    <html lang="en">
      <body>
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
        <button type="button" onClick={reset}>
          {t.again}
        </button>
      </body>
    </html>
  );
}
