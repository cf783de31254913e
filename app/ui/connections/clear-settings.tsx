'use client';

import { Anchor, Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { Cleared, ConnectionView } from '#lib/connections/schema.ts';
import { ClearDialog } from './clear-dialog.tsx';
import classes from './connections.module.css';

/** The quiet way to no provider at all; afterwards it says what a provider would not end. */
export function ClearSettings({ connections }: { connections: ConnectionView[] }) {
  const t = useTranslations('console.clear');
  const { slug, may } = useTenant();
  const [opened, { open, close }] = useDisclosure(false);
  const [cleared, setCleared] = useState<Cleared | null>(null);
  const failed = cleared?.connections.filter(({ revocation }) => revocation?.kind === 'failed') ?? [];

  // Whoever chose no provider at all comes here to be asked.
  // biome-ignore lint/correctness/useExhaustiveDependencies: on arrival only
  useEffect(() => {
    if (window.location.hash === '#none' && connections.length > 0) open();
  }, []);

  if (!may('connections:admin')) return null;
  return (
    <>
      <div role="status" className={classes.standing}>
        {cleared && (
          <div className="mg-problem" data-tone={failed.length > 0 ? 'warn' : 'off'}>
            <Text size="sm">{t('done', { count: cleared.connections.length })}</Text>
            {failed.map(({ id, providerLabel: provider, senderAddress: address }) => (
              <Text key={id} size="sm">
                {t('stands', { provider, address })}{' '}
                <Anchor component={Link} href={`/t/${slug}/mail/connections/${id}`} inherit underline="always">
                  {t('see')}
                </Anchor>
              </Text>
            ))}
          </div>
        )}
      </div>
      {connections.length > 0 && (
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            c="dimmed"
            color="gray"
            leftSection={<IconTrash size={14} aria-hidden />}
            onClick={open}
          >
            {t('open')}
          </Button>
        </div>
      )}
      <ClearDialog connections={connections} opened={opened} onClose={close} onCleared={setCleared} />
    </>
  );
}
