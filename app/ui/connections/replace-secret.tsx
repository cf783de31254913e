'use client';

import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { ApiError } from '#app/ui/api.ts';
import { SecretInput } from '#app/ui/connect/secret-input.tsx';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { FileScanning } from '#app/ui/files/file-scanning.tsx';
import { useFileScanning } from '#app/ui/files/use-file-scanning.ts';
import { type ConnectionView, replaceSecretSchemaOf } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { useConnectionAction } from './use-connection-action.ts';

type Props = { connection: ConnectionView; opened: boolean; onClose: () => void };
type Values = { clientSecret: string; clientSecretExpiresAt: string };

const toInput = (values: Values) => ({
  clientSecret: values.clientSecret,
  clientSecretExpiresAt: values.clientSecretExpiresAt || null,
});

function problemsOf(connection: ConnectionView, values: Values): Record<string, string> {
  const parsed = replaceSecretSchemaOf(connection).safeParse(toInput(values));
  return Object.fromEntries((parsed.error?.issues ?? []).map((issue) => [issue.path.join('.'), issue.message]));
}

/** Exchanges the client secret of a connection in use: tried at the provider first, so mail never stops for it. */
export function ReplaceSecret({ connection, opened, onClose }: Props) {
  const t = useTranslations('console.replaceSecret');
  const own = useTranslations(`guide.${connection.provider}.own`);
  const { grantKind } = connection;
  const rule = secretRule(connection);
  const scanning = useFileScanning();
  const replace = useConnectionAction(connection.id, 'replace-secret');
  const form = useForm<Values>({
    initialValues: { clientSecret: '', clientSecretExpiresAt: '' },
    validate: (values) => problemsOf(connection, values),
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
    <FileScanning scanning={scanning}>
      <Modal
        opened={opened}
        onClose={close}
        // Escape is for the question in front of it.
        closeOnEscape={scanning.asked === null}
        title={t('title', { secret: rule.name })}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <Text size="sm">{t('how', { provider: connection.providerLabel, grantKind, secret: rule.name })}</Text>
            <SecretInput
              rule={rule}
              label={own('newSecret', { grantKind })}
              description={own('newSecretHint', { grantKind })}
              data-autofocus
              {...form.getInputProps('clientSecret')}
            />
            {rule.hasEnd && (
              <TextInput
                type="date"
                label={t('ends')}
                description={own('newSecretEndHint', { grantKind })}
                {...form.getInputProps('clientSecretExpiresAt')}
              />
            )}
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
    </FileScanning>
  );
}
