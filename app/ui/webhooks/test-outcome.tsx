'use client';

import { Group, Text } from '@mantine/core';
import { IconAlertCircleFilled, IconCircleCheckFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { WebhookDelivery } from '#lib/webhooks/schema.ts';

/** What came of a test: who answered with what, or why nobody did. */
export function TestOutcome({ delivery }: { delivery: WebhookDelivery }) {
  const t = useTranslations('console.webhooks');
  const isDelivered = delivery.status === 'delivered';
  const Icon = isDelivered ? IconCircleCheckFilled : IconAlertCircleFilled;
  return (
    <Group
      gap="sm"
      wrap="nowrap"
      align="flex-start"
      className="mg-problem"
      py="xs"
      data-tone={isDelivered ? 'good' : 'bad'}
    >
      <Icon size={18} className="mg-toned-icon" aria-hidden style={{ marginTop: 2 }} />
      <Text size="sm" style={{ minWidth: 0 }}>
        {isDelivered ? t('tested', { status: delivery.responseStatus ?? 0 }) : `${t('testFailed')} ${delivery.problem}`}
      </Text>
    </Group>
  );
}
