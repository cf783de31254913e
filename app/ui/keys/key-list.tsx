'use client';

import { useTranslations } from 'next-intl';
import { Section } from '#app/ui/section.tsx';
import type { ApiKeyView } from '#lib/accounts/schema.ts';
import { KeyRow } from './key-row.tsx';

/** The keys in use first, the revoked after them. */
export function KeyList({ apiKeys }: { apiKeys: ApiKeyView[] }) {
  const t = useTranslations('console.keys');
  const sorted = apiKeys.toSorted((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null));
  return (
    <Section title={t('list')}>
      <ul className="mg-rows mg-lined">
        {sorted.map((apiKey) => (
          <KeyRow key={apiKey.id} apiKey={apiKey} />
        ))}
      </ul>
    </Section>
  );
}
