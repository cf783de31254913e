'use client';

import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView, ProblemView } from '#lib/connections/schema.ts';
import { nextStep } from './next-step.ts';
import { ReplaceSecret } from './replace-secret.tsx';
import { settingsPath } from './settings-path.ts';
import { useConnect, useConnectionAction } from './use-connection-action.ts';

type Props = { problem: ProblemView; connection: ConnectionView };

/** The one button that can help with this problem; nothing for those who may not press it. */
export function NextStepButton({ problem, connection }: Props) {
  const t = useTranslations('console.steps');
  const { slug, may } = useTenant();
  const [replacing, replace] = useDisclosure(false);
  const connect = useConnect(connection.id);
  const refresh = useConnectionAction(connection.id, 'refresh');
  if (!may('connections:admin') || connection.stage === 'retired') return null;
  const step = nextStep(problem, connection);
  const label = t(step, { provider: connection.providerLabel });
  if (step === 'change_settings') {
    return (
      <Button component={Link} href={settingsPath(slug, connection)}>
        {label}
      </Button>
    );
  }
  if (step === 'replace_secret') {
    return (
      <>
        <Button onClick={replace.open}>{label}</Button>
        <ReplaceSecret connection={connection} opened={replacing} onClose={replace.close} />
      </>
    );
  }
  const asksForGrant = step === 'reconnect' || connection.grantKind === 'client_credentials';
  const act = asksForGrant ? connect : refresh;
  return (
    <>
      <Button
        loading={act.isPending || Boolean(connect.data?.authorizeUrl)}
        onClick={() => (asksForGrant ? connect.mutate() : refresh.mutate(undefined))}
      >
        {label}
      </Button>
      <ErrorNote error={act.error} />
    </>
  );
}
