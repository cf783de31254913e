import { Button, Text } from '@mantine/core';
import { getTranslations } from 'next-intl/server';
import { Door } from '#app/ui/auth/door.tsx';
import { CopyableCode } from '#app/ui/copyable-code.tsx';
import { consentReason, requestIdOf } from './consent-reasons.ts';

type Param = string | string[] | undefined;
type Props = { searchParams: Promise<{ reason?: Param; request?: Param }> };

export async function generateMetadata() {
  const t = await getTranslations('console.consentProblem');
  return { title: t('title') };
}

export default async function ConsentProblemPage({ searchParams }: Props) {
  const { reason, request } = await searchParams;
  const code = consentReason(reason);
  const requestId = requestIdOf(request);
  const t = await getTranslations('console.consentProblem');
  return (
    <Door title={t(`${code}.title`)} wide>
      <Text mb="sm">{t(`${code}.why`)}</Text>
      <Text mb="lg">{t(`${code}.next`)}</Text>
      {code !== 'unexpected' && (
        <Text size="sm" c="dimmed" mb="lg">
          {t('untouched')}
        </Text>
      )}
      <Button component="a" href="/">
        {t('home')}
      </Button>
      <Text size="xs" c="dimmed" mt="lg" component="div">
        {code === 'unexpected' && requestId ? (
          <>
            {t('request')} <CopyableCode value={requestId} what={t('theRequest')} />
          </>
        ) : (
          <CopyableCode value={code} what={t('code')} />
        )}
      </Text>
    </Door>
  );
}
