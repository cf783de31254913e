import { Anchor, Text } from '@mantine/core';
import { getTranslations } from 'next-intl/server';
import { Door } from '#app/ui/auth/door.tsx';
import { consentReason } from './consent-reasons.ts';

type Props = { searchParams: Promise<{ reason?: string | string[] }> };

export async function generateMetadata() {
  const t = await getTranslations('console.consentProblem');
  return { title: t('title') };
}

export default async function ConsentProblemPage({ searchParams }: Props) {
  const { reason } = await searchParams;
  const code = consentReason(reason);
  const t = await getTranslations('console.consentProblem');
  return (
    <Door title={t(`${code}.title`)} wide>
      <Text mb="sm">{t(`${code}.why`)}</Text>
      <Text mb="lg">{t(`${code}.next`)}</Text>
      <Text size="sm" c="dimmed" mb="lg">
        {t('untouched')}
      </Text>
      <Anchor href="/">{t('home')}</Anchor>
      <Text size="xs" c="dimmed" mt="lg" className="mono">
        {code}
      </Text>
    </Door>
  );
}
