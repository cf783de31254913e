'use client';

import { useTranslations } from 'next-intl';
import { CopyButton } from '#app/ui/copy-button.tsx';
import classes from './connect.module.css';

/** The redirect URL, exactly the bytes that will be sent, and the button that copies it: the next step, or beside one. */
export function RedirectUrl({ url, isBeside = false }: { url: string; isBeside?: boolean }) {
  const t = useTranslations('console.redirect');
  return (
    <>
      <label htmlFor="redirect-url" className={classes.label}>
        {t('label')}
      </label>
      <div className={classes.redirect}>
        <textarea
          id="redirect-url"
          className={classes.url}
          readOnly
          rows={1}
          value={url}
          onFocus={(event) => event.currentTarget.select()}
          spellCheck={false}
        />
        <CopyButton value={url} what={t('label')} variant={isBeside ? 'default' : 'filled'} />
      </div>
    </>
  );
}
