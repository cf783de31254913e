'use client';

import { PasswordInput, Textarea } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ChangeEvent, ReactNode } from 'react';
import type { SecretRule } from '#lib/providers/index.ts';
import { KeyFileInput } from './key-file-input.tsx';
import { PemKeyInput } from './pem-key-input.tsx';

type Props = {
  rule: SecretRule;
  label: string;
  description: ReactNode;
  value?: string;
  error?: ReactNode;
  /** Of a key file its text is told as it is. */
  onChange?: (input: ChangeEvent<HTMLElement> | string) => void;
  /** The day on which what was given says it ends. */
  onEnd?: (day: string) => void;
  'data-path'?: string;
  'data-autofocus'?: boolean;
};

/**
 * A secret to paste: hidden while it is one line; a key is checked by its first and last line, so it is shown. A key
 * file that tells whose it is can be uploaded too.
 */
export function SecretInput({ rule, onEnd, ...props }: Props) {
  const t = useTranslations('console.fields');
  const plain = { ...props, autoComplete: 'off', 'data-1p-ignore': true };
  if (rule.keyFile) return <KeyFileInput maxLength={rule.maxLength} keyFile={rule.keyFile} {...props} />;
  if (rule.keyPem) return <PemKeyInput maxLength={rule.maxLength} keyPem={rule.keyPem} onEnd={onEnd} {...props} />;
  if (rule.isMultiline) {
    return <Textarea {...plain} classNames={{ input: 'mono' }} autosize minRows={4} maxRows={8} spellCheck={false} />;
  }
  return (
    <PasswordInput
      {...plain}
      classNames={{ innerInput: 'mono' }}
      visibilityToggleButtonProps={{ 'aria-label': t('showSecret', { secret: rule.name }) }}
    />
  );
}
