'use client';

import { useTranslations } from 'next-intl';
import type { CertificateRead } from '#lib/connections/schema.ts';
import { certificateWords } from '#lib/strings/certificate-words.ts';

type Props = { read: CertificateRead; withThumbprint?: boolean };

/** What certificates say, a line for each; of a key beside one, its kind and size. */
export function CertificateLines({ read: { certificates, pair }, withThumbprint = false }: Props) {
  const t = useTranslations('console.certificate');
  return (
    <>
      {certificates.map((facts) => (
        <div key={facts.thumbprintSha256}>
          {certificateWords(facts)}
          {withThumbprint && (
            <div>{t.rich('thumbprint', { thumbprint: facts.thumbprint, c: (text) => <code>{text}</code> })}</div>
          )}
        </div>
      ))}
      {pair && certificates.length === 0 && (
        <div>{t('keyAlone', { algorithm: pair.algorithm.toUpperCase(), bits: pair.bits ?? 0 })}</div>
      )}
    </>
  );
}
