'use client';

import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { NoticeTold } from './notice-told.tsx';
import classes from './notices.module.css';
import { noticesQuery } from './queries.ts';

/** On the page that says itself what is wrong with a connection: only who was told of it. */
export function ConnectionNotices({ connectionId }: { connectionId: string }) {
  const { slug } = useTenant();
  const { data } = useQuery(noticesQuery(slug));
  const [first] = (data?.notices ?? []).filter((notice) => notice.connectionId === connectionId);
  return (
    <div className={classes.quiet}>
      {first && (
        <>
          <IconBell size={14} aria-hidden />
          <NoticeTold notice={first} />
        </>
      )}
    </div>
  );
}
