'use client';

import { Button, Group, Text } from '@mantine/core';
import { IconCalendarEvent } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { DeadlineList } from '#app/ui/deadline-list.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { useNow } from '#app/ui/use-now.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import classes from './connections.module.css';
import { nextSteps } from './next-steps.ts';
import { movePath } from './settings-path.ts';

/** Where the mail server is ending passwords: what is known of it, what moving means, and the way there. */
export function MoveNote({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.move');
  const { slug, may } = useTenant();
  const now = useNow();
  const { passwordEnds: end, problem, stage } = connection;
  if (!end) return null;
  // A password that was refused has this button already, in the card above.
  const isOffered = problem !== null && nextSteps(problem, connection).includes('move');
  return (
    <Group className="mg-problem" data-tone="warn" gap="sm" wrap="nowrap" align="flex-start">
      <IconCalendarEvent size={20} className="mg-toned-icon" aria-hidden style={{ marginTop: 2 }} />
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text fw={600}>{t('title', { provider: end.label })}</Text>
        <DeadlineList deadlines={end.deadlines} now={now ?? 0} className={classes.deadlines} />
        <Text size="sm" mt={8}>
          {t(stage === 'active' ? 'how' : 'howBeside', { provider: end.label })}
        </Text>
        {may('connections:admin') && !isOffered && (
          <Button component={Link} href={movePath(slug, connection.id, end.provider)} variant="default" mt={12}>
            {t('action')}
          </Button>
        )}
      </div>
    </Group>
  );
}
