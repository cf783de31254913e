'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { keyPemProblem } from '#lib/providers/schema.ts';
import { CertificateLines } from './certificate-lines.tsx';
import { FileTextInput, type FileTextProps } from './file-text-input.tsx';
import { GivenFile, useFocusThatStays } from './given-file.tsx';
import { useCertificateRead } from './use-certificate-read.ts';

type Props = FileTextProps & {
  keyPem: { certificate: 'required' | 'optional' };
  /** Nothing longer is read. */
  maxLength: number;
  onChange?: (text: string) => void;
  /** The day on which the certificate ends, once it is read. */
  onEnd?: ((day: string) => void) | undefined;
};

/** A private key with its certificate to paste, upload or drop; then what they say of themselves, and nothing of the key. */
export function PemKeyInput({ keyPem, maxLength, value = '', error, onChange, onEnd, ...field }: Props) {
  const t = useTranslations('console.certificate');
  const isWhole = value !== '' && keyPemProblem(keyPem, value) === null;
  const read = useCertificateRead(isWhole ? value : '', 'client');
  const [remark, remarkOn] = useState<string | null>(null);
  const place = useFocusThatStays(isWhole);
  const endsAt = isWhole ? read.data?.certificates[0]?.notAfter : undefined;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each certificate that was read
  useEffect(() => {
    if (endsAt) onEnd?.(endsAt.slice(0, 10));
  }, [endsAt]);

  function give(text: string, about: string | null) {
    remarkOn(about);
    onChange?.(text);
  }

  if (isWhole) {
    return (
      <GivenFile
        {...field}
        error={read.error?.message ?? error}
        remark={remark}
        onAnother={() => give('', null)}
        place={place}
      >
        {read.data ? <CertificateLines read={read.data} withThumbprint /> : t(read.error ? 'unread' : 'reading')}
      </GivenFile>
    );
  }
  return (
    <FileTextInput
      {...field}
      error={error}
      value={value}
      accept=".pem,.key,.crt,.cer,application/x-pem-file"
      placeholder={t('pasteKey')}
      maxLength={maxLength}
      keepsLines
      problemOf={(text) => keyPemProblem(keyPem, text)}
      onText={give}
      place={place}
    />
  );
}
