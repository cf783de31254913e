'use client';

import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { NoticeBanners } from '#app/ui/notices/notice-banners.tsx';
import classes from './console-shell.module.css';
import { NavLinks } from './nav-links.tsx';
import { PersonMenu } from './person-menu.tsx';
import { TenantSwitcher } from './tenant-switcher.tsx';
import { Wordmark } from './wordmark.tsx';

/** The frame of the console: where one is, where one can go, who one is. Folds into a bar on small screens. */
export function ConsoleShell({ children }: { children: ReactNode }) {
  const t = useTranslations('console.nav');
  const [opened, { open, close }] = useDisclosure(false);
  const path = usePathname();
  const opener = useRef<HTMLButtonElement>(null);
  const closer = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(close, [path]);
  // The opened menu covers the page, the button that opened it too.
  useEffect(() => {
    if (opened) closer.current?.focus();
  }, [opened]);

  function closeByKey(event: KeyboardEvent<HTMLElement>) {
    // A menu inside closes first.
    const isInMenu = event.target instanceof Element && event.target.closest('[role="menu"], [aria-expanded="true"]');
    if (!opened || event.key !== 'Escape' || isInMenu) return;
    close();
    opener.current?.focus();
  }

  function closeBehind(event: FocusEvent) {
    if (opened && event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) close();
  }

  return (
    <AppShell
      layout="alt"
      transitionDuration={0}
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
    >
      <a className="skip-link" href="#content">
        {t('skip')}
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.bar}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Wordmark />
          <Burger ref={opener} opened={opened} onClick={open} size="sm" aria-label={t('open')} aria-expanded={opened} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar
        className={classes.side}
        aria-label={t('label')}
        data-closed={!opened || undefined}
        onKeyDown={closeByKey}
        onBlur={closeBehind}
      >
        <Group justify="space-between" px={6} mb="md" wrap="nowrap">
          <Wordmark />
          <Burger ref={closer} hiddenFrom="sm" opened={opened} onClick={close} size="sm" aria-label={t('close')} />
        </Group>
        <TenantSwitcher />
        <NavLinks />
        <PersonMenu />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <div className={classes.content}>
          <NoticeBanners />
          {children}
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
