import { Button } from '@mantine/core';
import { getTranslations } from 'next-intl/server';
import { Door } from './ui/auth/door.tsx';

export default async function NotFound() {
  const t = await getTranslations('console.notFound');
  return (
    <Door title={t('title')} lead={t('lead')}>
      <Button component="a" href="/">
        {t('home')}
      </Button>
    </Door>
  );
}
