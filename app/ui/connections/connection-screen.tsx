'use client';

import { Anchor, Grid, Group, Stack, Text } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { ConnectionNotices } from '#app/ui/notices/connection-notices.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import { Section } from '#app/ui/section.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { ActivateCard } from './activate-card.tsx';
import { ConnectCard } from './connect-card.tsx';
import { ConnectionMenu } from './connection-menu.tsx';
import { ConnectionState } from './connection-state.tsx';
import classes from './connections.module.css';
import { EventHistory } from './event-history.tsx';
import { FieldsToCheck } from './fields-to-check.tsx';
import { FreshButton } from './fresh-button.tsx';
import { GrantChain } from './grant-chain.tsx';
import { GrantFacts } from './grant-facts.tsx';
import { GrantLife } from './grant-life.tsx';
import { asksForTokens, canActivate, hasFieldsToCheck, hasGrant, needsConnecting } from './has-grant.ts';
import { MoveNote } from './move-note.tsx';
import { NamedEndNote } from './named-end-note.tsx';
import { NextStepButtons } from './next-step-buttons.tsx';
import { ProblemCard } from './problem-card.tsx';
import { connectionQuery } from './queries.ts';
import { ReadOnlyNote } from './read-only-note.tsx';
import { RemovalNote } from './removal-note.tsx';
import { RevocationNote } from './revocation-note.tsx';
import { SecretNote } from './secret-note.tsx';
import { SettingsFacts } from './settings-facts.tsx';
import { SignInFacts } from './sign-in-facts.tsx';
import { StaleNote } from './stale-note.tsx';
import { SuccessorNote } from './successor-note.tsx';
import { TestEmail } from './test-email.tsx';
import { TodayNumbers } from './today-numbers.tsx';

/** One connection, live: its state, what stands in its way, the next act, and its history. */
export function ConnectionScreen({ initial }: { initial: ConnectionView }) {
  const t = useTranslations('console.connection');
  const { slug } = useTenant();
  const query = useQuery({ ...connectionQuery(slug, initial.id), initialData: initial });
  const connection = query.data;
  const back = (
    <Anchor component={Link} href={`/t/${slug}/mail`} size="sm" className="mg-back">
      <IconChevronLeft size={14} aria-hidden /> {t('back')}
    </Anchor>
  );
  return (
    <>
      <PageHeader title={connection.senderAddress} above={back} aside={<Actions connection={connection} />} />
      <Stack gap="md">
        <StaleNote query={query} />
        <ConnectionState connection={connection} isOwnPage />
        {connection.stage === 'retired' && <SuccessorNote />}
        <ReadOnlyNote />
        <RemovalNote connection={connection} />
        <RevocationNote connection={connection} />
        <Body connection={connection} />
      </Stack>
    </>
  );
}

function Body({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.connection');
  const { may } = useTenant();
  const granted = hasGrant(connection);
  const problem = connection.problem ?? connection.lastConsentProblem;
  const lastTrip = { kicker: t(granted ? 'lastTripKept' : 'lastTrip'), mild: granted };
  const admin = may('connections:admin');
  const isUnfinished = connection.stage === 'candidate' && connection.problem !== null;
  return (
    <>
      {problem && (
        <ProblemCard
          provider={connection.provider}
          problem={problem}
          {...(connection.problem ? (isUnfinished ? { kicker: t('savedNotWorking') } : {}) : lastTrip)}
          note={admin && hasFieldsToCheck(connection) && <FieldsToCheck connection={connection} />}
        >
          <NextStepButtons problem={problem} connection={connection} />
        </ProblemCard>
      )}
      {admin && canActivate(connection) && <ActivateCard connection={connection} />}
      {!(admin && canActivate(connection)) && <NamedEndNote connection={connection} />}
      {admin && needsConnecting(connection) && <ConnectCard connection={connection} />}
      <ConnectionNotices connectionId={connection.id} />
      <MoveNote connection={connection} />
      {!granted && <SecretNote connection={connection} />}
      {granted && may('connections:test') && connection.stage !== 'retired' && (
        <Section title={t('test')}>
          <TestEmail connection={connection} />
        </Section>
      )}
      <TokenAndSettings connection={connection} />
      <Section title={t('history')} lead={t(asksForTokens(connection) ? 'historyLead' : 'historyLeadPlain')}>
        <EventHistory connection={connection} />
      </Section>
    </>
  );
}

/** The grant's life, and beneath it what is held and how it is set up; without a token there is one line to say of it. */
function TokenAndSettings({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.connection');
  const { grant } = connection;
  if (!asksForTokens(connection)) return <PlainFacts connection={connection} />;
  if (!grant || !hasGrant(connection)) {
    return (
      <>
        <Section title={t('token')}>
          <Text size="sm" c="dimmed">
            {t(connection.stage === 'retired' ? 'noGrantRetired' : 'noGrant')}
          </Text>
        </Section>
        <Section title={t('settings')}>
          <SettingsFacts connection={connection} />
        </Section>
      </>
    );
  }
  return (
    <>
      <Section title={t('life')} lead={t('lifeLead')}>
        <Stack gap="lg">
          <GrantLife connection={connection} grant={grant} />
          <TodayNumbers connection={connection} />
        </Stack>
      </Section>
      <Grid gap="md" className={classes.pair}>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Section title={t('token')}>
            <GrantFacts connection={connection} grant={grant} />
          </Section>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Section title={t('settings')}>
            <SettingsFacts connection={connection} />
          </Section>
        </Grid.Col>
      </Grid>
      {grant.hasRefreshToken && (
        <Section title={t('chain')} lead={t('chainLead')}>
          <GrantChain connection={connection} grant={grant} />
        </Section>
      )}
    </>
  );
}

/** Where there is no token, and so no life: what the mail server is shown, the day, and the settings. */
function PlainFacts({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.connection');
  return (
    <>
      {connection.stage === 'active' && (
        <Section title={t('use')}>
          <TodayNumbers connection={connection} />
        </Section>
      )}
      <Grid gap="md" className={classes.pair}>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Section title={t('signIn')}>
            <SignInFacts connection={connection} />
          </Section>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Section title={t('settings')}>
            <SettingsFacts connection={connection} />
          </Section>
        </Grid.Col>
      </Grid>
    </>
  );
}

function Actions({ connection }: { connection: ConnectionView }) {
  const { may } = useTenant();
  if (!may('connections:admin') || connection.stage === 'retired') return null;
  return (
    <Group gap="xs">
      {hasGrant(connection) && <FreshButton connection={connection} />}
      <ConnectionMenu connection={connection} />
    </Group>
  );
}
