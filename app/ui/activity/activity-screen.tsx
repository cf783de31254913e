'use client';

import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import { Section } from '#app/ui/section.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { AuditRow } from './audit-row.tsx';
import { activityQuery } from './queries.ts';

/** Who did what in this tenant, newest first. */
export function ActivityScreen() {
  const t = useTranslations('console.activity');
  const { slug } = useTenant();
  const activity = useInfiniteQuery(activityQuery(slug));
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = activity;
  const events = data?.pages.flatMap((page) => page.events);
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Stack gap="md">
        {error && <ErrorNote error={error} onRetry={() => activity.refetch()} />}
        {!data && !error && <Skeleton height={360} radius="lg" aria-busy />}
        {events?.length === 0 && (
          <EmptyState icon={<IconHistory size={24} />} title={t('empty.title')} text={t('empty.text')} />
        )}
        {events && events.length > 0 && (
          <Section title={t('list')}>
            <ol className="mg-plain-list mg-lined">
              {events.map((event) => (
                <AuditRow key={event.id} event={event} />
              ))}
            </ol>
            {hasNextPage ? (
              <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
                {t('more')}
              </Button>
            ) : (
              <Text size="xs" c="dimmed" mt="md">
                {t('end')}
              </Text>
            )}
          </Section>
        )}
      </Stack>
    </>
  );
}
