'use client';

import { Anchor, Group, Text } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { useNow } from '#app/ui/use-now.ts';
import { useRegion } from '#app/ui/use-region.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { endText } from './end-text.ts';
import { namedEndOf } from './named-end-of.ts';
import { RetryButton } from './retry-button.tsx';

/** From the consent on: the day its provider named for the grant's end, why there is one, and what to do about it. */
export function NamedEndNote({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.namedEnd');
  const own = useTranslations(`guide.${connection.provider}.own`) as unknown as OwnTexts;
  const { may } = useTenant();
  const locale = useRegion();
  const clock = useNow();
  // Until the page knows this person's clock and zone it keeps the room.
  const now = clock ?? Date.parse(connection.updatedAt);
  const end = namedEndOf(connection, now);
  if (end === null) return null;
  const provider = connection.providerLabel;
  const text = endText(end, now, { locale, timeZone: clock === null ? 'UTC' : undefined });
  return (
    <Group gap="sm" className="mg-problem" data-tone="warn" py="xs" justify="space-between">
      <Group gap="sm" wrap="nowrap" align="flex-start" style={{ flex: '1 1 320px' }}>
        <IconAlertTriangleFilled size={20} className="mg-toned-icon" aria-hidden style={{ marginTop: 2 }} />
        <div>
          <Text size="sm" fw={600} style={clock === null ? { visibility: 'hidden' } : {}}>
            {t('title', { provider, ...text })}
          </Text>
          {own.has('fixedEnd.why') && <Text size="sm">{own('fixedEnd.why', { provider })}</Text>}
          <Text size="sm">
            {own.has('fixedEnd.cure') ? own('fixedEnd.cure', { provider }) : t('cure')}{' '}
            {connection.fixedEndPage && (
              <Anchor href={connection.fixedEndPage} target="_blank" rel="noreferrer" inherit>
                {own.has('fixedEnd.link') ? own('fixedEnd.link') : t('page', { provider })}
              </Anchor>
            )}
          </Text>
        </div>
      </Group>
      {may('connections:admin') && connection.problem === null && (
        <RetryButton connection={connection} step="reconnect" variant="default" size="xs" />
      )}
    </Group>
  );
}

/** Not every provider names an end: one that does brings its own words for it. */
type OwnTexts = ((key: string, values?: Record<string, string>) => string) & { has: (key: string) => boolean };
