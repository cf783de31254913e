'use client';

import consoleTexts from '#lib/strings/en/console.json' with { type: 'json' };

type Props = { error: Error & { digest?: string }; reset: () => void };

const page = { maxWidth: 420, margin: '12vh auto', padding: '0 16px', font: '16px/1.5 system-ui, sans-serif' };

/** When even the frame of the page failed: plain, without style sheets or anything else that could fail again. */
export default function GlobalError({ error, reset }: Props) {
  const t = consoleTexts.fault;
  return (
    <html lang="en" style={{ colorScheme: 'light dark' }}>
      <body style={page}>
        <title>{t.title}</title>
        <h1 style={{ fontSize: 24 }}>{t.title}</h1>
        <p>{t.lead}</p>
        <button type="button" onClick={reset} style={{ font: 'inherit', padding: '8px 16px' }}>
          {t.again}
        </button>
        {error.digest && (
          <p>
            <small>
              {t.digest} {error.digest}
            </small>
          </p>
        )}
      </body>
    </html>
  );
}
