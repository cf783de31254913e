'use client';

import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { ApiError, api } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { Scope } from '#lib/accounts/index.ts';
import { apiKeyInputSchema, createdApiKeySchema } from '#lib/accounts/schema.ts';
import { NewKey } from './new-key.tsx';
import { keysKey } from './queries.ts';

type Values = { name: string; scopes: string[] };
type Props = { opened: boolean; onClose: () => void; scopes: readonly Scope[] };

function problemsOf(values: Values): Record<string, string> {
  const issues = apiKeyInputSchema.safeParse(values).error?.issues ?? [];
  return Object.fromEntries(issues.map((issue) => [String(issue.path[0]), issue.message]).reverse());
}

/** Makes a key: a name, what it may do, and then the key itself, once. */
export function CreateKey({ opened, onClose, scopes }: Props) {
  const t = useTranslations('console.keys');
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  const form = useForm<Values>({ initialValues: { name: '', scopes: ['connections:read'] }, validate: problemsOf });
  const create = useMutation({
    mutationFn: (values: Values) =>
      api('/api/v1/api-keys', { tenant, method: 'POST', body: values, schema: createdApiKeySchema }),
    // The answer holds the key: it leaves memory with the dialog.
    gcTime: 0,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keysKey(tenant) }),
    onError: (error) => {
      if (error instanceof ApiError) {
        form.setErrors(Object.fromEntries(error.fields.map(({ path, message }) => [path.split('.')[0], message])));
      }
    },
  });

  // A key on its way or on show is lost for good when its dialog closes by a slip.
  const held = create.isPending || create.isSuccess;

  function forget() {
    create.reset();
    form.reset();
  }

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={forget}
      title={t(create.data ? 'created' : 'create')}
      closeOnClickOutside={!held}
      closeOnEscape={!held}
      withCloseButton={!held}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {create.data ? (
        <NewKey created={create.data} onClose={onClose} />
      ) : (
        <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
          <Stack gap="md">
            <TextInput label={t('name')} description={t('nameHint')} data-autofocus {...form.getInputProps('name')} />
            <Checkbox.Group label={t('may')} errorProps={{ mt: 8 }} {...form.getInputProps('scopes')}>
              <Stack gap={10} mt={8}>
                {scopes.map((scope) => (
                  <Checkbox key={scope} value={scope} label={t(wordsOf[scope])} description={scope} />
                ))}
              </Stack>
            </Checkbox.Group>
            {create.isError && <ErrorNote error={create.error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" disabled={create.isPending} onClick={onClose}>
                {t('cancel')}
              </Button>
              <Button type="submit" loading={create.isPending}>
                {t('createNow')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

/** Keys of the catalogue hold no colon. */
const wordsOf = {
  'connections:read': 'scope.connections_read',
  'connections:test': 'scope.connections_test',
  'connections:admin': 'scope.connections_admin',
  'keys:admin': 'scope.keys_admin',
  'webhooks:admin': 'scope.webhooks_admin',
  'members:admin': 'scope.members_admin',
  'audit:read': 'scope.audit_read',
} as const satisfies Record<Scope, string>;
