'use client';

import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { NoticeTold } from './notice-told.tsx';
import classes from './notices.module.css';
import { noticesQuery } from './queries.ts';

/** On the page that says itself what is wrong with a connection: only who was told of it. */
export function ConnectionNotices({ connectionId }: { connectionId: string }) {
  const t = useTranslations('console.notices.about');
  const { slug } = useTenant();
  const { data } = useQuery(noticesQuery(slug));
  const notices = (data?.notices ?? []).filter((notice) => notice.connectionId === connectionId);
  return (
    <ul className={classes.quiet}>
      {notices.map((notice) => (
        <li key={notice.id}>
          <IconBell size={14} aria-hidden />
          <NoticeTold notice={notice} about={t(notice.kind, { ending: notice.ending ?? '' })} />
        </li>
      ))}
    </ul>
  );
}
