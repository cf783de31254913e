'use client';

import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconBuilding, IconCheck, IconSelector } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import classes from './console-shell.module.css';
import { useTenant } from './tenant-context.tsx';

/** The tenant one works in; a menu when the person belongs to several. */
export function TenantSwitcher() {
  const t = useTranslations('console.nav');
  const { slug, name, tenants } = useTenant();
  const label = (
    <Text size="sm" fw={600} truncate className={classes.grow}>
      {name}
    </Text>
  );
  if (tenants.length < 2) {
    return (
      <div className={classes.row} style={{ cursor: 'default' }}>
        <IconBuilding size={18} aria-hidden />
        {label}
      </div>
    );
  }
  return (
    <Menu width={208} position="bottom-start" withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.row} aria-label={t('switchTenant', { name })}>
          <IconBuilding size={18} aria-hidden />
          {label}
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {tenants.map((tenant) => (
          <Menu.Item
            key={tenant.slug}
            component={Link}
            href={`/t/${tenant.slug}/mail`}
            rightSection={tenant.slug === slug ? <IconCheck size={14} aria-hidden /> : null}
          >
            {tenant.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
