'use client';

import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { ApiError } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { type ConnectionView, testEmailInputSchema } from '#lib/connections/schema.ts';
import classes from './connections.module.css';
import { MailWhereabouts } from './mail-whereabouts.tsx';
import { TestOutcome } from './test-outcome.tsx';
import { useConnectionAction } from './use-connection-action.ts';

/** Sends a test e-mail from the configured sender and shows in place what came of it. */
export function TestEmail({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.test');
  const { user } = useTenant();
  const [to, setTo] = useState(connection.testRecipient ?? user.email);
  const [wrong, setWrong] = useState<string | null>(null);
  const send = useConnectionAction(connection.id, 'test-email');
  const refused = send.error instanceof ApiError ? send.error.fields.find((field) => field.path === 'to') : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    const input = testEmailInputSchema.safeParse({ to });
    setWrong(input.success ? null : (input.error.issues[0]?.message ?? null));
    if (input.success) send.mutate(input.data);
  }

  return (
    <div>
      <form onSubmit={submit} noValidate>
        <div className="mg-inline-form">
          <TextInput
            label={t('to')}
            type="email"
            autoComplete="email"
            value={to}
            error={wrong ?? refused?.message}
            onChange={(event) => {
              setTo(event.currentTarget.value);
              setWrong(null);
            }}
          />
          <Button
            type="submit"
            // Before it is active, and where something is wrong, the next step of this page is another.
            variant={connection.stage === 'active' && connection.problem === null ? 'filled' : 'default'}
            loading={send.isPending}
            leftSection={<IconSend size={16} />}
          >
            {t('send')}
          </Button>
        </div>
      </form>
      <div aria-live="polite" className={classes.outcome}>
        {send.isPending && <Sending to={to} />}
        {send.isError && !refused && <ErrorNote error={send.error} title={t('notSent')} />}
        {!send.isPending && !send.isError && connection.lastTest && (
          <TestOutcome outcome={connection.lastTest} connection={connection} />
        )}
      </div>
      <MailWhereabouts connection={connection} to={to} />
    </div>
  );
}

/** In the place of the outcome, so that nothing below moves while it is awaited. */
function Sending({ to }: { to: string }) {
  const t = useTranslations('console.test');
  return (
    <Group gap={8} wrap="nowrap" align="flex-start">
      <IconSend size={18} aria-hidden className={classes.chevron} style={{ marginTop: 2 }} />
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {t('sending', { to })}
      </Text>
    </Group>
  );
}
