'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { CopyableCode } from '#app/ui/copyable-code.tsx';
import type { AuditEventView } from '#lib/audit/schema.ts';
import { ConnectionLink } from './connection-link.tsx';
import { connectionDetails, detailTerm, detailText } from './details.ts';
import type { OpenTexts } from './use-sentence.ts';

/** What an entry holds beyond its sentence: what changed, and the names that the API knows it by. */
export function AuditDetails({ event }: { event: AuditEventView }) {
  const t = useTranslations('console.activity');
  const words = useTranslations('console') as unknown as OpenTexts;
  const provider = typeof event.details.provider === 'string' ? event.details.provider : undefined;
  // What a new connection does not have was not changed either.
  const isNew = event.action === 'connection.created';
  const entries = Object.entries(event.details).filter(([, value]) => !isNew || (value !== null && value !== ''));
  return (
    <dl className="mg-facts">
      {entries.map(([name, value]) => (
        <Fact key={name} term={detailTerm(words, name, provider)}>
          {connectionDetails.includes(name) && typeof value === 'string' ? (
            <ConnectionLink id={value} />
          ) : (
            detailText(words, name, value, provider)
          )}
        </Fact>
      ))}
      <Fact term={t('code')}>
        <CopyableCode value={event.action} what={t('code')} />
      </Fact>
      {event.target?.id && (
        <Fact term={t('id')}>
          <CopyableCode value={event.target.id} what={t('id')} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}
