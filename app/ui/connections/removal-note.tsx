'use client';

import { Group, Text } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { longDay } from '#app/ui/life-line/day-text.ts';
import { useNow } from '#app/ui/use-now.ts';
import { useRegion } from '#app/ui/use-region.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { endText } from './end-text.ts';
import { isRemovedSoon } from './is-removed-soon.ts';

type Props = { connection: ConnectionView };

/** On a candidate's page: the day on which it goes unless somebody touches it; loud when that is near. */
export function RemovalNote({ connection }: Props) {
  const t = useTranslations('console.removal');
  const end = useRemoval(connection);
  if (!end) return null;
  if (!end.isSoon) {
    return (
      <Text size="sm" c="dimmed" style={end.style}>
        {t('says', { day: end.day })} {t('how', { grantKind: connection.grantKind })}
      </Text>
    );
  }
  return (
    <Group gap="sm" className="mg-problem" data-tone="warn" py="xs" wrap="nowrap" align="flex-start">
      <IconAlertTriangleFilled size={20} className="mg-toned-icon" aria-hidden style={{ marginTop: 2 }} />
      <div style={end.style}>
        <Text size="sm" fw={600}>
          {t('soon', { day: end.dayAndTime, distance: end.distance })}
        </Text>
        <Text size="sm">{t('how', { grantKind: connection.grantKind })}</Text>
      </div>
    </Group>
  );
}

/** In the list of what is being set up, which tells the rule once: a line for one whose day is near. */
export function RemovalLine({ connection }: Props) {
  const t = useTranslations('console.removal');
  const end = useRemoval(connection);
  if (!end?.isSoon) return null;
  return (
    <Text span size="xs" c="var(--tone)" fw={600} data-tone="warn" display="block" mt={2} style={end.style}>
      {t('soon', { day: end.dayAndTime, distance: end.distance })}
    </Text>
  );
}

function useRemoval({ removedAt }: ConnectionView) {
  const locale = useRegion();
  const clock = useNow();
  const [arrivedAt] = useState(Date.now);
  if (removedAt === null) return null;
  // Until the page knows this person's clock and zone it keeps the room, of the line or of the loud note.
  const now = clock ?? arrivedAt;
  const zone = { locale, timeZone: clock === null ? 'UTC' : undefined };
  const at = Date.parse(removedAt);
  const { day: dayAndTime, distance } = endText(at, now, zone);
  const style = clock === null ? ({ visibility: 'hidden' } as const) : {};
  return { day: longDay(at, now, zone), dayAndTime, distance, isSoon: isRemovedSoon(at, now), style };
}
