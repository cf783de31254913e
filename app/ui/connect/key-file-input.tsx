'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { KeyFileRule } from '#lib/providers/index.ts';
import { readKeyFile } from '#lib/providers/schema.ts';
import { FileTextInput, type FileTextProps } from './file-text-input.tsx';
import { GivenFile, useFocusThatStays } from './given-file.tsx';

type Props = FileTextProps & {
  keyFile: KeyFileRule;
  /** Nothing longer is read. */
  maxLength: number;
  onChange?: (text: string) => void;
};

/** A key file to paste, upload or drop. Once a right one is given it says whose it is, and shows nothing of the key. */
export function KeyFileInput({ keyFile, maxLength, value = '', onChange, ...field }: Props) {
  const t = useTranslations('console.keyFile');
  const { file } = readKeyFile(keyFile, value);
  const [remark, remarkOn] = useState<string | null>(null);
  const place = useFocusThatStays(file !== null);

  function give(text: string, about: string | null) {
    remarkOn(about);
    onChange?.(text);
  }

  if (file) {
    const { owner, project } = file;
    return (
      <GivenFile {...field} remark={remark} onAnother={() => give('', null)} place={place}>
        {t(project === '' ? 'keyOf' : 'keyOfProject', { owner, project })}
      </GivenFile>
    );
  }
  return (
    <FileTextInput
      {...field}
      value={value}
      accept="application/json,.json"
      placeholder={t('paste')}
      maxLength={maxLength}
      problemOf={(text) => readKeyFile(keyFile, text).problem}
      onText={give}
      place={place}
    />
  );
}
