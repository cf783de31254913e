'use client';

import { Paper, SimpleGrid, Text, Title } from '@mantine/core';
import { IconChevronRight, IconMail } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ProviderId } from '#lib/providers/index.ts';

export type Offer = { id: ProviderId; label: string };

/** The ways to send mail there are, one card each, in the providers' own words. */
export function ProviderCards({ providers }: { providers: Offer[] }) {
  const t = useTranslations('guide');
  const { slug } = useTenant();
  return (
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
            <IconMail size={24} />
          </span>
          <span className="mg-row-main">
            <Title order={2}>{label}</Title>
            <Text size="sm" c="dimmed">
              {t(`${id}.own.choice`)}
            </Text>
          </span>
          <IconChevronRight size={18} aria-hidden style={{ flexShrink: 0 }} />
        </Paper>
      ))}
    </SimpleGrid>
  );
}
