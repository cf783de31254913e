'use client';

import { Paper, SimpleGrid, Text, Title } from '@mantine/core';
import { IconBrandOffice, IconChevronRight } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { NotAllowed } from '#app/ui/not-allowed.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';

/** The ways to send mail there are, one card each. */
export function ProviderChoice({ providers }: { providers: { id: 'microsoft'; label: string }[] }) {
  const t = useTranslations('console.choose');
  const { slug, may } = useTenant();
  if (!may('connections:admin')) return <NotAllowed what="connect" />;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        {providers.map(({ id, label }) => (
          <Paper
            key={id}
            withBorder
            p="lg"
            component={Link}
            href={`/t/${slug}/mail/connect/${id}`}
            className="mg-card-link"
          >
            <span className="mg-emblem" aria-hidden>
              <IconBrandOffice size={24} />
            </span>
            <span className="mg-row-main">
              <Title order={2}>{label}</Title>
              <Text size="sm" c="dimmed">
                {t(id)}
              </Text>
            </span>
            <IconChevronRight size={18} aria-hidden />
          </Paper>
        ))}
      </SimpleGrid>
    </>
  );
}
