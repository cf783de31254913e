'use client';

import { Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';

/** Says to whom it may concern who can change what is shown here. */
export function ReadOnlyNote() {
  const t = useTranslations('console.readOnly');
  const { name, role, may } = useTenant();
  if (may('connections:admin')) return null;
  return (
    <Text size="sm" c="dimmed">
      <IconLock size={14} aria-hidden style={{ verticalAlign: '-2px', marginRight: 6 }} />
      {t(may('connections:test') ? 'mayTest' : 'mayLook', { role, tenant: name })}
    </Text>
  );
}
