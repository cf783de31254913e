'use client';

import { Button, Collapse, Group, Paper, Text, Title, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { Moment } from '#app/ui/moment.tsx';
import { Pill } from '#app/ui/pill.tsx';
import { useNow } from '#app/ui/use-now.ts';
import type { WebhookView } from '#lib/webhooks/schema.ts';
import { DeliveryList } from './delivery-list.tsx';
import { wordsOf } from './event-words.ts';
import { TestOutcome } from './test-outcome.tsx';
import { useTest } from './use-webhook.ts';
import { WebhookMenu } from './webhook-menu.tsx';
import { stateOfWebhook } from './webhook-state.ts';
import classes from './webhooks.module.css';

/** One webhook: whether it hears, of what it is told, and what came of it. */
export function WebhookCard({ webhook }: { webhook: WebhookView }) {
  const t = useTranslations('console.webhooks');
  const id = useId();
  const now = useNow();
  const [opened, { toggle }] = useDisclosure(false);
  const test = useTest(webhook.id);
  const called = webhook.name || new URL(webhook.url).host;
  const { state, tone } = stateOfWebhook(webhook);
  const isOldSecretUsed = webhook.oldSecretUntil !== null && now !== null && Date.parse(webhook.oldSecretUntil) > now;
  return (
    <Paper component="section" withBorder p={{ base: 'md', sm: 'lg' }} aria-labelledby={id}>
      <div className={classes.head}>
        <div className={classes.name}>
          <Group gap="sm">
            <Title order={2} id={id} className={classes.title}>
              {called}
            </Title>
            <Pill tone={tone}>{t(`state.${state}`)}</Pill>
          </Group>
          <Text size="sm" c="dimmed" className="mono" mt={4}>
            {webhook.url}
          </Text>
        </div>
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            loading={test.isPending}
            disabled={!webhook.isEnabled}
            onClick={() => test.mutate()}
            aria-label={t('testNamed', { name: called })}
          >
            {t('test')}
          </Button>
          <WebhookMenu webhook={webhook} called={called} />
        </Group>
      </div>
      <div role="status" className={classes.outcome}>
        {test.data && <TestOutcome delivery={test.data} />}
      </div>
      {test.error && <ErrorNote error={test.error} />}
      <Text size="sm" mt="sm">
        <Text span size="sm" c="dimmed">
          {t('toldOf')}
        </Text>{' '}
        {webhook.events.map((event) => t(wordsOf[event])).join(' · ')}
      </Text>
      {isOldSecretUsed && (
        <Text size="sm" c="dimmed" mt={4}>
          {t('oldSecret')} <Moment at={webhook.oldSecretUntil ?? ''} />.
        </Text>
      )}
      <UnstyledButton className="mg-disclosure" mt="sm" onClick={toggle} aria-expanded={opened}>
        <IconChevronRight size={14} aria-hidden data-opened={opened || undefined} />
        {t('deliveries')}
      </UnstyledButton>
      <Collapse expanded={opened}>{opened && <DeliveryList id={webhook.id} />}</Collapse>
    </Paper>
  );
}
