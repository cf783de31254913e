'use client';

import { IconHelpCircle, IconHistory, IconKey, IconMail, IconSettings, IconWebhook } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import classes from './console-shell.module.css';
import { useTenant } from './tenant-context.tsx';

const places = [
  { id: 'mail', icon: IconMail, scope: 'connections:read' },
  { id: 'keys', icon: IconKey, scope: 'keys:admin' },
  { id: 'webhooks', icon: IconWebhook, scope: 'webhooks:admin' },
  { id: 'activity', icon: IconHistory, scope: 'audit:read' },
  { id: 'settings', icon: IconSettings, scope: 'connections:admin' },
  { id: 'help', icon: IconHelpCircle, scope: 'connections:read' },
] as const;

/** The pages this person can use here. */
export function NavLinks() {
  const t = useTranslations('console.nav');
  const { slug, may } = useTenant();
  const path = usePathname();
  return (
    <ul className={classes.links}>
      {places
        .filter((place) => may(place.scope))
        .map(({ id, icon: Icon }) => {
          const href = `/t/${slug}/${id}`;
          return (
            <li key={id}>
              <Link href={href} className={classes.row} aria-current={path.startsWith(href) ? 'page' : undefined}>
                <Icon size={18} aria-hidden />
                {t(id)}
              </Link>
            </li>
          );
        })}
    </ul>
  );
}
