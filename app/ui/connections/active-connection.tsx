'use client';

import { Anchor, Grid, Group, Paper, Stack, Title } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Section } from '#app/ui/section.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { ConnectCard } from './connect-card.tsx';
import { ConnectionMenu } from './connection-menu.tsx';
import { ConnectionState } from './connection-state.tsx';
import classes from './connections.module.css';
import { EventHistory } from './event-history.tsx';
import { GrantFacts } from './grant-facts.tsx';
import { GrantLife } from './grant-life.tsx';
import { needsConnecting } from './has-grant.ts';
import { NextStepButtons } from './next-step-buttons.tsx';
import { ProblemCard } from './problem-card.tsx';
import { RefreshButton } from './refresh-button.tsx';
import { SecretNote } from './secret-note.tsx';
import { TestEmail } from './test-email.tsx';

/** The connection at work: its state and acts, the life of its grant, and what happened lately. */
export function ActiveConnection({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.mail');
  const { slug, may } = useTenant();
  const { grant, problem } = connection;
  return (
    <>
      <Paper withBorder p={{ base: 'md', sm: 'lg' }}>
        <Stack gap="md">
          <Group justify="space-between" align="flex-start" gap="md">
            <div style={{ flex: '1 1 340px', minWidth: 0 }}>
              <ConnectionState connection={connection} />
            </div>
            {may('connections:admin') && (
              <Group gap="xs">
                <RefreshButton connection={connection} />
                <ConnectionMenu connection={connection} />
              </Group>
            )}
          </Group>
          {problem && (
            <ProblemCard problem={problem}>
              <NextStepButtons problem={problem} connection={connection} />
            </ProblemCard>
          )}
          {!grant && <SecretNote connection={connection} />}
          {may('connections:admin') && needsConnecting(connection) && <ConnectCard connection={connection} />}
          {may('connections:test') && <TestEmail connection={connection} />}
        </Stack>
      </Paper>
      <Section
        title={t('grant')}
        aside={
          <Anchor component={Link} href={`/t/${slug}/mail/connections/${connection.id}`} size="sm">
            {t('all')}
          </Anchor>
        }
      >
        <Stack gap="lg">
          {grant && <GrantLife connection={connection} grant={grant} />}
          <Grid gap="xl" className={classes.beneath}>
            <Grid.Col span={{ base: 12, md: 7 }}>
              <Title order={3} size="sm" mb="sm">
                {t('held')}
              </Title>
              {grant && <GrantFacts connection={connection} grant={grant} />}
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 5 }}>
              <Title order={3} size="sm" mb={3}>
                {t('history')}
              </Title>
              <EventHistory connectionId={connection.id} limit={7} />
            </Grid.Col>
          </Grid>
        </Stack>
      </Section>
    </>
  );
}
