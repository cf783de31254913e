'use client';

import { Anchor, Grid, Group, Paper, Stack, Title } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { ConnectionNotices } from '#app/ui/notices/connection-notices.tsx';
import { Section } from '#app/ui/section.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { ConnectCard } from './connect-card.tsx';
import { ConnectionMenu } from './connection-menu.tsx';
import { ConnectionState } from './connection-state.tsx';
import classes from './connections.module.css';
import { EventHistory } from './event-history.tsx';
import { FreshButton } from './fresh-button.tsx';
import { GrantFacts } from './grant-facts.tsx';
import { GrantLife } from './grant-life.tsx';
import { asksForTokens, needsConnecting } from './has-grant.ts';
import { MoveNote } from './move-note.tsx';
import { NamedEndNote } from './named-end-note.tsx';
import { NextStepButtons } from './next-step-buttons.tsx';
import { ProblemCard } from './problem-card.tsx';
import { SecretNote } from './secret-note.tsx';
import { SignInFacts } from './sign-in-facts.tsx';
import { TestEmail } from './test-email.tsx';
import { TodayNumbers } from './today-numbers.tsx';

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
                <FreshButton connection={connection} />
                <ConnectionMenu connection={connection} />
              </Group>
            )}
          </Group>
          {problem && (
            <ProblemCard provider={connection.provider} problem={problem}>
              <NextStepButtons problem={problem} connection={connection} />
            </ProblemCard>
          )}
          <NamedEndNote connection={connection} />
          <ConnectionNotices connectionId={connection.id} />
          <MoveNote connection={connection} />
          {!grant && <SecretNote connection={connection} />}
          {may('connections:admin') && needsConnecting(connection) && <ConnectCard connection={connection} />}
          {may('connections:test') && <TestEmail connection={connection} />}
        </Stack>
      </Paper>
      <Section
        title={t(asksForTokens(connection) ? 'grant' : 'signIn')}
        aside={
          <Anchor component={Link} href={`/t/${slug}/mail/connections/${connection.id}`} size="sm">
            {t('all')}
          </Anchor>
        }
      >
        <Stack gap="lg">
          {grant && <GrantLife connection={connection} grant={grant} />}
          <TodayNumbers connection={connection} />
          <Grid gap="xl" className={classes.beneath}>
            <Grid.Col span={{ base: 12, md: 7 }}>
              <Title order={3} size="sm" mb="sm">
                {t(asksForTokens(connection) ? 'held' : 'shown')}
              </Title>
              {grant && <GrantFacts connection={connection} grant={grant} />}
              {!asksForTokens(connection) && <SignInFacts connection={connection} />}
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 5 }}>
              <Title order={3} size="sm" mb={3}>
                {t('history')}
              </Title>
              <EventHistory connection={connection} limit={7} />
            </Grid.Col>
          </Grid>
        </Stack>
      </Section>
    </>
  );
}
