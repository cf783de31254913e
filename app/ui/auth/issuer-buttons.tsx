'use client';

import { Button, Divider, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useHydrated } from '#app/ui/use-hydrated.ts';
import { tripAnswerSchema } from '#lib/accounts/schema.ts';

type Props = { choices: { id: string; label: string }[]; returnTo: string; disabled: boolean };

/** The ways to sign in besides a password; each leaves for its issuer. */
export function IssuerButtons({ choices, returnTo, disabled }: Props) {
  const t = useTranslations('console.signIn');
  const hydrated = useHydrated();
  const leave = useMutation({
    mutationFn: (id: string) =>
      api(`/api/auth/signin/${id}`, { tenant: null, method: 'POST', body: { returnTo }, schema: tripAnswerSchema }),
    onSuccess: ({ authorizeUrl }) => window.location.assign(authorizeUrl),
  });
  // The page is on its way out.
  const leaving = leave.isPending || leave.isSuccess;
  return (
    <Stack gap="sm" mt="lg">
      <Divider label={t('or')} />
      <ErrorNote error={leave.error} />
      {choices.map(({ id, label }) => (
        <Button
          key={id}
          variant="default"
          size="md"
          fullWidth
          disabled={disabled || !hydrated || (leaving && leave.variables !== id)}
          loading={leaving && leave.variables === id}
          onClick={() => leave.mutate(id)}
        >
          {t('with', { label })}
        </Button>
      ))}
    </Stack>
  );
}
