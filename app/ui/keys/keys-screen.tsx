'use client';

import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import { Section } from '#app/ui/section.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { Scope } from '#lib/accounts/index.ts';
import { CreateKey } from './create-key.tsx';
import { CurlExample } from './curl-example.tsx';
import { KeyList } from './key-list.tsx';
import { keysQuery } from './queries.ts';

/** The keys with which applications use the API of this tenant. */
export function KeysScreen({ publicUrl, scopes }: { publicUrl: string; scopes: readonly Scope[] }) {
  const t = useTranslations('console.keys');
  const { slug } = useTenant();
  const [creating, { open, close }] = useDisclosure(false);
  const { data, error, refetch } = useQuery(keysQuery(slug));
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      {t('create')}
    </Button>
  );
  const none = data?.apiKeys.length === 0;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} aside={data && !none ? create : null} />
      <Stack gap="md">
        {error && <ErrorNote error={error} onRetry={() => refetch()} />}
        {!data && !error && <Skeleton height={220} radius="lg" aria-busy />}
        {none && (
          <EmptyState icon={<IconKey size={24} />} title={t('empty.title')} text={t('empty.text')}>
            {create}
            <CurlExample publicUrl={publicUrl} />
          </EmptyState>
        )}
        {data && !none && (
          <>
            <KeyList apiKeys={data.apiKeys} />
            <Section title={t('use')}>
              <CurlExample publicUrl={publicUrl} />
            </Section>
          </>
        )}
        <Text size="sm" c="dimmed">
          {t('devices')}
        </Text>
      </Stack>
      <CreateKey opened={creating} onClose={close} scopes={scopes} />
    </>
  );
}
