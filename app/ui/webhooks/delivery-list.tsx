'use client';

import { Skeleton, Text } from '@mantine/core';
import { IconAlertCircle, IconCheck, IconCircleX, IconClock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { CopyableCode } from '#app/ui/copyable-code.tsx';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { Moment } from '#app/ui/moment.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { WebhookDelivery } from '#lib/webhooks/schema.ts';
import { wordsOf } from './event-words.ts';
import { deliveriesQuery } from './queries.ts';

const looks = {
  delivered: { icon: IconCheck, tone: 'good' },
  waiting: { icon: IconClock, tone: 'warn' },
  failed: { icon: IconAlertCircle, tone: 'bad' },
  dropped: { icon: IconCircleX, tone: 'off' },
} as const;

/** What a webhook was told lately, newest first, and what it answered. */
export function DeliveryList({ id }: { id: string }) {
  const t = useTranslations('console.webhooks');
  const { slug } = useTenant();
  const { data, error } = useQuery(deliveriesQuery(slug, id));
  if (!data) return error ? <ErrorNote error={error} /> : <Skeleton height={40} mt="sm" aria-busy />;
  if (data.deliveries.length === 0) {
    return (
      <Text size="sm" c="dimmed" mt={4}>
        {t('noDeliveries')}
      </Text>
    );
  }
  return (
    <ol className="mg-events" aria-label={t('deliveries')}>
      {data.deliveries.map((delivery) => (
        <Delivery key={delivery.id} delivery={delivery} />
      ))}
    </ol>
  );
}

function Delivery({ delivery }: { delivery: WebhookDelivery }) {
  const t = useTranslations('console.webhooks');
  const { icon: Icon, tone } = looks[delivery.status];
  const said = [
    // What went wrong says what was answered.
    delivery.problem ?? (delivery.responseStatus !== null && t('answered', { status: delivery.responseStatus })),
    delivery.attempts > 1 && t('attempts', { count: delivery.attempts }),
  ].filter((text) => typeof text === 'string');
  return (
    <li data-tone={tone}>
      <Icon size={16} aria-hidden className="mg-toned-icon" />
      <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <div className="mg-event-line">
          <span>
            {t(`status.${delivery.status}`)}: {t(wordsOf[delivery.event])}
          </span>
          <Text span size="xs" c="dimmed">
            <Moment at={delivery.at} />
          </Text>
        </div>
        {said.length > 0 && (
          <Text size="xs" c="dimmed">
            {said.join(' · ')}
          </Text>
        )}
        {delivery.status === 'waiting' && delivery.nextAttemptAt && (
          <Text size="xs" c="dimmed" component="div">
            {t('next')} <Moment at={delivery.nextAttemptAt} />
          </Text>
        )}
        <Text size="xs" c="dimmed" component="div">
          <CopyableCode value={delivery.id} what={t('theId')} />
        </Text>
      </div>
    </li>
  );
}
