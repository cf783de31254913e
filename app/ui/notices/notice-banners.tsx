'use client';

import { useQuery } from '@tanstack/react-query';
import { usePathname } from 'next/navigation';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { isSaidHere } from './is-said-here.ts';
import { NoticeBanner } from './notice-banner.tsx';
import classes from './notices.module.css';
import { noticesQuery } from './queries.ts';

/** What this tenant's people are warned of, above every page of the console but those that say it themselves. */
export function NoticeBanners() {
  const { slug } = useTenant();
  const path = usePathname();
  const { data } = useQuery(noticesQuery(slug));
  const notices = (data?.notices ?? []).filter(({ connectionId }) => !isSaidHere(path, slug, connectionId));
  // There before anything stands in it: what comes later is read out.
  return (
    <div role="status" className={classes.banners}>
      {notices.map((notice) => (
        <NoticeBanner key={notice.id} notice={notice} />
      ))}
    </div>
  );
}
