'use client';

import { Button } from '@mantine/core';
import { signOut } from 'next-auth/react';
import { useTranslations } from 'next-intl';

/** Ends the session and goes to the sign-in page. */
export function SignOutButton() {
  const t = useTranslations('console.nav');
  return (
    <Button variant="default" onClick={() => signOut({ callbackUrl: '/sign-in' })}>
      {t('signOut')}
    </Button>
  );
}
