'use client';

import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconLogout, IconSelector, IconUserCircle } from '@tabler/icons-react';
import Link from 'next/link';
import { signOut } from 'next-auth/react';
import { useTranslations } from 'next-intl';
import classes from './console-shell.module.css';
import { useTenant } from './tenant-context.tsx';

/** Who is signed in, as what, and the way out. */
export function PersonMenu() {
  const t = useTranslations('console.nav');
  const { slug, user, role, name: tenant } = useTenant();
  return (
    <Menu width={208} position="top-start" withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.row}>
          <IconUserCircle size={20} aria-hidden />
          <span className={classes.grow}>
            <Text size="sm" truncate>
              {user.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {t(`role.${role}`)}
            </Text>
          </span>
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
            {user.email}
          </Text>
          <Text size="xs">{t(`roleIn.${role}`, { tenant })}</Text>
        </Menu.Label>
        <Menu.Item component={Link} href={`/t/${slug}/account`} leftSection={<IconUserCircle size={16} aria-hidden />}>
          {t('account')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => signOut({ callbackUrl: '/sign-in' })}
        >
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
