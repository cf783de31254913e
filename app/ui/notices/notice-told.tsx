'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import type { NoticeView } from '#lib/notices/schema.ts';

type Props = {
  notice: Pick<NoticeView, 'email' | 'webhooks'>;
  /** Of what, where that does not stand above it. */
  about?: string;
};

/** Who was told of a notice, and by which way; or why nobody could be. */
export function NoticeTold({ notice: { email, webhooks }, about }: Props) {
  const t = useTranslations('console.notices.told');
  const byWebhook = (['told', 'waiting', 'failed'] as const)
    .filter((state) => webhooks[state] > 0)
    .map((state) => t(`webhooks.${state}`, { count: webhooks[state] }));
  return (
    <Text size="xs" c="dimmed" component="div">
      {about}{' '}
      {email.kind === 'sent' ? (
        <>
          {t(`email.${email.by}`, { count: email.people })} <Moment at={email.at} />.
        </>
      ) : email.kind === 'waiting' ? (
        t('email.waiting')
      ) : (
        t(`email.${email.kind}`, { sentence: email.sentence })
      )}
      {byWebhook.length > 0 && ` ${byWebhook.join(' ')}`}
    </Text>
  );
}
