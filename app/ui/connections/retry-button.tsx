'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { wasConnected } from './has-grant.ts';
import { useConnect, useConnectionAction } from './use-connection-action.ts';

type Props = {
  connection: ConnectionView;
  step: 'reconnect' | 'try_again';
  variant: 'filled' | 'default';
  size?: 'xs' | 'sm';
};

/** Asks the provider again: by the consent screen where a person must consent, otherwise for a token. */
export function RetryButton({ connection, step, variant, size = 'sm' }: Props) {
  const t = useTranslations('console.steps');
  const connect = useConnect(connection.id);
  const refresh = useConnectionAction(connection.id, 'refresh');
  const holdsRefreshToken = connection.grant?.hasRefreshToken === true;
  const byToken = step === 'try_again' && connection.grantKind === 'authorization_code' && holdsRefreshToken;
  const act = byToken ? refresh : connect;
  return (
    <>
      <Button
        variant={variant}
        size={size}
        loading={act.isPending || Boolean(connect.data?.authorizeUrl)}
        onClick={() => (byToken ? refresh.mutate(undefined) : connect.mutate())}
      >
        {t(step === 'reconnect' && !wasConnected(connection) ? 'connect' : step)}
      </Button>
      <ErrorNote error={act.error} />
    </>
  );
}
