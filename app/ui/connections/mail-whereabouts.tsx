'use client';

import { Collapse, List, Skeleton, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { isPlainSmtp } from './is-plain-smtp.ts';
import { installationQuery } from './queries.ts';

type Props = { connection: ConnectionView; to: string };

/** Beside the test: what the mail is called, and where it may have got stuck after it was accepted. */
export function MailWhereabouts({ connection, to }: Props) {
  const t = useTranslations('console.test.whereabouts');
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <div style={{ marginTop: 8 }}>
      <UnstyledButton className="mg-disclosure" onClick={toggle} aria-expanded={opened}>
        <IconChevronRight size={14} aria-hidden data-opened={opened || undefined} />
        {t('title')}
      </UnstyledButton>
      <Collapse expanded={opened}>{opened && <Places connection={connection} to={to} />}</Collapse>
    </div>
  );
}

function Places({ connection, to }: Props) {
  const t = useTranslations('console.test.whereabouts');
  const { slug } = useTenant();
  const { data, error } = useQuery(installationQuery(slug));
  if (error) return <ErrorNote error={error} />;
  if (!data) return <Skeleton height={96} mt={6} />;
  const { senderAddress: sender, providerLabel: provider } = connection;
  const domain = sender.split('@')[1] ?? sender;
  const known = data.outgoingAddresses.length > 0;
  const addresses = new Intl.ListFormat('en-GB').format(data.outgoingAddresses);
  return (
    <List size="sm" spacing={4} mt={6} style={{ overflowWrap: 'anywhere' }}>
      <List.Item>{t('called', { subject: data.testEmailSubject, sender })}</List.Item>
      <List.Item>{t('junk', { to })}</List.Item>
      <List.Item>{t('allowList', { sender })}</List.Item>
      {isPlainSmtp(connection) ? (
        <>
          <List.Item>{t(known ? 'comesFrom' : 'comesFromUnknown', { addresses })}</List.Item>
          <List.Item>{t(known ? 'spfOwn' : 'spfOwnUnknown', { domain, addresses })}</List.Item>
        </>
      ) : (
        <List.Item>{t('spf', { domain, provider })}</List.Item>
      )}
    </List>
  );
}
