'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { CopyButton } from '#app/ui/copy-button.tsx';
import { Breakable } from './breakable.tsx';
import classes from './connect.module.css';

/** The redirect URL, exactly the bytes that will be sent, and the button that copies it: the next step, or beside one. */
export function RedirectUrl({ url, isBeside = false }: { url: string; isBeside?: boolean }) {
  const t = useTranslations('console.redirect');
  const id = useId();
  return (
    <>
      <span id={id} className={classes.label}>
        {t('label')}
      </span>
      <div className={classes.redirect}>
        {/* biome-ignore lint/a11y/useSemanticElements: in an input, a long URL breaks within its words. */}
        <div
          id="redirect-url"
          role="textbox"
          aria-readonly
          aria-labelledby={id}
          tabIndex={0}
          className={classes.url}
          onFocus={(event) => window.getSelection()?.selectAllChildren(event.currentTarget)}
        >
          <Breakable text={url} />
        </div>
        <CopyButton value={url} what={t('label')} variant={isBeside ? 'default' : 'filled'} />
      </div>
    </>
  );
}
