'use client';

import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect } from 'react';
import classes from './console-shell.module.css';
import { NavLinks } from './nav-links.tsx';
import { PersonMenu } from './person-menu.tsx';
import { TenantSwitcher } from './tenant-switcher.tsx';
import { Wordmark } from './wordmark.tsx';

/** The frame of the console: where one is, where one can go, who one is. Folds into a bar on small screens. */
export function ConsoleShell({ children }: { children: ReactNode }) {
  const t = useTranslations('console.nav');
  const [opened, { toggle, close }] = useDisclosure(false);
  const path = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(close, [path]);
  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
    >
      <a className="skip-link" href="#content">
        {t('skip')}
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.bar}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Wordmark />
          <Burger opened={opened} onClick={toggle} size="sm" aria-label={t(opened ? 'close' : 'open')} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.side} aria-label={t('label')} data-closed={!opened || undefined}>
        <Group justify="space-between" px={6} mb="md" wrap="nowrap">
          <Wordmark />
          <Burger hiddenFrom="sm" opened={opened} onClick={toggle} size="sm" aria-label={t('close')} />
        </Group>
        <TenantSwitcher />
        <NavLinks />
        <PersonMenu />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <div className={classes.content}>{children}</div>
      </AppShell.Main>
    </AppShell>
  );
}
