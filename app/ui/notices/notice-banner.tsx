'use client';

import { Button, Text } from '@mantine/core';
import { IconAlertCircleFilled, IconAlertTriangleFilled } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { NoticeView } from '#lib/notices/schema.ts';
import { NoticeTold } from './notice-told.tsx';
import { toneOfNotice } from './notice-tone.ts';
import classes from './notices.module.css';

/** One warning: what and by when, the way to its cure or who has it, and who was told. */
export function NoticeBanner({ notice }: { notice: NoticeView }) {
  const t = useTranslations('console.notices');
  const { slug, name, may } = useTenant();
  const tone = toneOfNotice(notice);
  const Icon = tone === 'warn' ? IconAlertTriangleFilled : IconAlertCircleFilled;
  return (
    <div className={classes.banner} data-tone={tone}>
      <Icon size={20} className="mg-toned-icon" aria-hidden />
      <div className={classes.text}>
        <Text size="sm" fw={600}>
          {notice.title}
        </Text>
        {!may('connections:admin') && <Text size="sm">{t('ask', { tenant: name })}</Text>}
        <NoticeTold notice={notice} />
      </div>
      {may('connections:admin') && (
        <Button
          component={Link}
          href={`/t/${slug}/mail/connections/${notice.connectionId}`}
          size="xs"
          variant="default"
          className={classes.act}
        >
          {t('act')}
        </Button>
      )}
    </div>
  );
}
