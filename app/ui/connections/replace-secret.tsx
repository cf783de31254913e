'use client';

import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { ApiError } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { type ConnectionView, replaceSecretSchema } from '#lib/connections/schema.ts';
import { useConnectionAction } from './use-connection-action.ts';

type Props = { connection: ConnectionView; opened: boolean; onClose: () => void };
type Values = { clientSecret: string; clientSecretExpiresAt: string };

const toInput = (values: Values) => ({
  clientSecret: values.clientSecret,
  clientSecretExpiresAt: values.clientSecretExpiresAt || null,
});

function problemsOf(values: Values): Record<string, string> {
  const parsed = replaceSecretSchema.safeParse(toInput(values));
  return Object.fromEntries((parsed.error?.issues ?? []).map((issue) => [issue.path.join('.'), issue.message]));
}

/** Exchanges the client secret of a connection in use: tried at the provider first, so mail never stops for it. */
export function ReplaceSecret({ connection, opened, onClose }: Props) {
  const t = useTranslations('console.replaceSecret');
  const replace = useConnectionAction(connection.id, 'replace-secret');
  const form = useForm<Values>({
    initialValues: { clientSecret: '', clientSecretExpiresAt: '' },
    validate: problemsOf,
    validateInputOnChange: true,
    validateDebounce: 400,
  });

  function close() {
    form.reset();
    replace.reset();
    onClose();
  }

  const submit = form.onSubmit((values) =>
    replace.mutate(toInput(values), {
      onSuccess: close,
      onError: (error) => {
        if (error instanceof ApiError) {
          form.setErrors(Object.fromEntries(error.fields.map((field) => [field.path, field.message])));
        }
      },
    }),
  );

  return (
    <Modal opened={opened} onClose={close} title={t('title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm">{t('how', { provider: connection.providerLabel })}</Text>
          <PasswordInput
            label={t('value')}
            description={t('valueHint')}
            autoComplete="off"
            data-1p-ignore
            data-autofocus
            classNames={{ innerInput: 'mono' }}
            visibilityToggleButtonProps={{ 'aria-label': t('showSecret') }}
            {...form.getInputProps('clientSecret')}
          />
          <TextInput
            type="date"
            label={t('ends')}
            description={t('endsHint')}
            {...form.getInputProps('clientSecretExpiresAt')}
          />
          <ErrorNote error={replace.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('keep')}
            </Button>
            <Button type="submit" loading={replace.isPending}>
              {t('replace')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
