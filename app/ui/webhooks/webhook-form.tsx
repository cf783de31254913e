'use client';

import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { ApiError } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { type WebhookEvent, webhookEvents, webhookInputSchema } from '#lib/webhooks/schema.ts';
import { wordsOf } from './event-words.ts';

export type WebhookValues = { name: string; url: string; events: WebhookEvent[] };

type Props = {
  initial: WebhookValues;
  action: string;
  pending: boolean;
  error: Error | null;
  onCancel: () => void;
  onSubmit: (values: WebhookValues, refused: (error: Error) => void) => void;
};

function problemsOf(values: WebhookValues): Record<string, string> {
  const issues = webhookInputSchema.safeParse(values).error?.issues ?? [];
  return Object.fromEntries(issues.map((issue) => [String(issue.path[0]), issue.message]).reverse());
}

/** Who is told, where, and of what. */
export function WebhookForm({ initial, action, pending, error, onCancel, onSubmit }: Props) {
  const t = useTranslations('console.webhooks');
  const form = useForm<WebhookValues>({ initialValues: initial, validate: problemsOf });
  const isAtField = error instanceof ApiError && error.fields.length > 0;

  function refused(refusal: Error) {
    if (!(refusal instanceof ApiError)) return;
    form.setErrors(Object.fromEntries(refusal.fields.map(({ path, message }) => [path.split('.')[0], message])));
  }

  return (
    <form onSubmit={form.onSubmit((values) => onSubmit(values, refused))} noValidate>
      <Stack gap="md">
        <TextInput
          label={t('url')}
          description={t('urlHint')}
          placeholder="https://ops.example.com/mailgrant"
          type="url"
          classNames={{ input: 'mono' }}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          {...form.getInputProps('url')}
        />
        <TextInput label={t('name')} description={t('nameHint')} autoComplete="off" {...form.getInputProps('name')} />
        <Checkbox.Group label={t('events')} errorProps={{ mt: 8 }} {...form.getInputProps('events')}>
          <Stack gap={10} mt={8}>
            {webhookEvents.map((event) => (
              <Checkbox key={event} value={event} label={t(wordsOf[event])} description={event} />
            ))}
          </Stack>
        </Checkbox.Group>
        {!isAtField && <ErrorNote error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" disabled={pending} onClick={onCancel}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={pending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
