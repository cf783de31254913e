'use client';

import { Text } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
import classes from './connections.module.css';

/** Who says when the secret ends, and that the provider does not list it, where it was looked for in vain. */
export function SecretSource({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.secretSource');
  const { hasClientSecret, secretEndSource: source, secretEndReadAt, secretUnlistedAt, providerLabel } = connection;
  if (!hasClientSecret) return null;
  return (
    <>
      {source !== null && (
        <Text size="xs" c="dimmed" component="div">
          {t(source, { provider: providerLabel })}
          {source === 'provider' && secretEndReadAt !== null && (
            <>
              {' '}
              <Moment at={secretEndReadAt} />
            </>
          )}
        </Text>
      )}
      {secretUnlistedAt !== null && (
        <Text size="xs" component="div" data-tone="warn" className={classes.comingText}>
          <span className="mg-toned-icon" aria-hidden>
            <IconAlertTriangleFilled size={14} />
          </span>
          <span>
            {t('unlisted', { provider: providerLabel, secret: secretRule(connection).name })}{' '}
            <Moment at={secretUnlistedAt} />
          </span>
        </Text>
      )}
    </>
  );
}
