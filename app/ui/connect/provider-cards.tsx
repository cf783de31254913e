'use client';

import { Paper, SimpleGrid, Text, Title } from '@mantine/core';
import {
  IconBrandOffice,
  IconChevronRight,
  IconLetterG,
  IconLetterY,
  IconMail,
  IconMailOff,
  IconServer,
  IconShieldLock,
} from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ProviderId } from '#lib/providers/index.ts';
import { providerRules } from '#lib/providers/schema.ts';
import type { Emblem } from '#lib/providers/types.ts';
import classes from './connect.module.css';

export type Offer = { id: ProviderId; label: string };

const emblems: Record<Emblem, typeof IconMail> = {
  office: IconBrandOffice,
  letterG: IconLetterG,
  letterY: IconLetterY,
  shield: IconShieldLock,
  server: IconServer,
};

type Props = {
  providers: Offer[];
  /** Where no mail at all is a choice too. */
  withNone?: boolean;
};

/** The ways to send mail there are, one card each, in the providers' own words; and, where it is one, none at all. */
export function ProviderCards({ providers, withNone = false }: Props) {
  const t = useTranslations('guide');
  const tNone = useTranslations('console.choose.none');
  const { slug } = useTenant();
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" className={classes.cards}>
      {providers.map(({ id, label }) => {
        const emblem = providerRules[id].emblem;
        return (
          <WayCard
            key={id}
            href={`/t/${slug}/mail/connect/${id}`}
            icon={emblem ? emblems[emblem] : IconMail}
            title={label}
            text={t(`${id}.own.choice`)}
          />
        );
      })}
      {withNone && (
        <WayCard href={`/t/${slug}/mail#none`} icon={IconMailOff} title={tNone('title')} text={tNone('text')} />
      )}
    </SimpleGrid>
  );
}

type WayCardProps = { href: string; icon: typeof IconMail; title: string; text: string };

function WayCard({ href, icon: Icon, title, text }: WayCardProps) {
  return (
    <Paper withBorder p="lg" component={Link} href={href} className="mg-card-link">
      <span className="mg-emblem" aria-hidden>
        <Icon size={24} />
      </span>
      <span className="mg-row-main">
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      </span>
      <IconChevronRight size={18} aria-hidden style={{ flexShrink: 0 }} />
    </Paper>
  );
}
