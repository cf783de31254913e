'use client';

import { Anchor, Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import classes from './connections.module.css';
import { ProviderReply } from './provider-reply.tsx';

/** After a token was forgotten: what became of the access at the provider, and where a person removes it if it stands. */
export function RevocationNote({ connection }: { connection: ConnectionView }) {
  const { lastRevocation } = connection;
  return (
    // Always there: a screen reader hears only what comes into a region it knows.
    <div role="status" className={classes.standing}>
      {lastRevocation && <WhatBecame connection={connection} revocation={lastRevocation} />}
    </div>
  );
}

type Props = { connection: ConnectionView; revocation: NonNullable<ConnectionView['lastRevocation']> };

function WhatBecame({ connection, revocation }: Props) {
  const t = useTranslations('console.revocation');
  const [opened, { toggle }] = useDisclosure(false);
  const { kind, reply, at } = revocation;
  const did = kind === 'revoked' && reply ? 'goneBefore' : kind;
  const failed = kind === 'failed';
  return (
    <div className="mg-problem" data-tone={failed ? 'warn' : 'off'}>
      <Text size="sm">
        {t(`did.${did}`, { provider: connection.providerLabel, address: connection.senderAddress })}{' '}
        <Text span size="xs" c="dimmed">
          <Moment at={at} />
        </Text>
      </Text>
      {failed && connection.grantsPage && (
        <Anchor href={connection.grantsPage} target="_blank" rel="noreferrer" size="sm">
          {t('page')}
        </Anchor>
      )}
      {reply && (
        <>
          <UnstyledButton className="mg-disclosure" onClick={toggle} aria-expanded={opened}>
            <IconChevronRight size={14} aria-hidden data-opened={opened || undefined} />
            {t('reply')}
          </UnstyledButton>
          <Collapse expanded={opened}>
            <ProviderReply provider={connection.provider} reply={reply} />
          </Collapse>
        </>
      )}
    </div>
  );
}
