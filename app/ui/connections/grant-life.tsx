'use client';

import { Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { lifeData } from '#app/ui/life-line/life-data.ts';
import { LifeLine } from '#app/ui/life-line/life-line.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { secretRule } from '#lib/providers/schema.ts';
import { ComingUpList } from './coming-up-list.tsx';
import classes from './connections.module.css';
import { lifeQuery } from './queries.ts';

type Props = { connection: ConnectionView; grant: NonNullable<ConnectionView['grant']> };

/** The life of a grant: the line from its beginning to its last day, and what comes up on it next. */
export function GrantLife({ connection, grant }: Props) {
  const t = useTranslations('console.comingUp');
  const { slug } = useTenant();
  const { data: life, error } = useQuery(lifeQuery(slug, connection));
  const data = life && lifeData({ ...connection, grant }, life);
  return (
    <Stack gap="md">
      {error && <ErrorNote error={error} />}
      {data && <LifeLine data={data} provider={connection.providerLabel} secret={secretRule(connection)} />}
      <div className={classes.comingUp}>
        <Title order={3} size="sm">
          {t('title')}
        </Title>
        <ComingUpList connection={connection} grant={grant} />
      </div>
    </Stack>
  );
}
