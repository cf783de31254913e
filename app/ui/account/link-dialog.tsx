'use client';

import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { ApiError, api } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { tripAnswerSchema } from '#lib/accounts/schema.ts';

type Props = { choice: { id: string; label: string }; opened: boolean; onClose: () => void };

/** Asks for the password once more, then leaves for the issuer, which sends the browser back to this page. */
export function LinkDialog({ choice: { id: provider, label }, opened, onClose }: Props) {
  const t = useTranslations('console.account');
  const { slug } = useTenant();
  const [isMissing, setIsMissing] = useState(false);
  const link = useMutation({
    mutationFn: (password: string) => {
      const body = { provider, password, returnTo: `/t/${slug}/account` };
      return api('/api/account/identities', { tenant: null, method: 'POST', body, schema: tripAnswerSchema });
    },
    gcTime: 0,
    onSuccess: ({ authorizeUrl }) => window.location.assign(authorizeUrl),
  });
  const wrong = link.error instanceof ApiError ? link.error.fields.find(({ path }) => path === 'password') : undefined;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password') ?? '');
    setIsMissing(password === '');
    if (password !== '') link.mutate(password);
  }

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={() => link.reset()}
      title={t('link', { label })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form method="post" onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm">{t('linkWhat', { label })}</Text>
          <PasswordInput
            name="password"
            label={t('yourPassword')}
            autoComplete="current-password"
            data-autofocus
            error={isMissing ? t('missing') : wrong?.message}
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          />
          {link.isError && !wrong && <ErrorNote error={link.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={link.isPending || link.isSuccess}>
              {t('goOn', { label })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
