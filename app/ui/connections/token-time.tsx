'use client';

import { Progress, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { spanOf } from '#app/ui/time-text.ts';
import { useNow } from '#app/ui/use-now.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { useResourceName } from './use-resource-name.ts';

type Token = NonNullable<ConnectionView['grant']>['accessTokens'][number];

/** How long an access token still lives: a bar and a countdown that move on each second. One turned away has no time. */
export function TokenTime({ token }: { token: Token }) {
  const t = useTranslations('console.grant');
  const nameOf = useResourceName();
  const now = useNow();
  const ends = Date.parse(token.expiresAt);
  const life = ends - Date.parse(token.obtainedAt);
  const left = now === null ? null : Math.max(0, ends - now);
  const span = left === null ? null : spanOf(left);
  return (
    <>
      <dt>{t('accessToken')}</dt>
      <dd>
        {token.isRefused && left !== 0 ? (
          t('refused')
        ) : (
          <>
            <Progress
              value={left === null ? 0 : Math.min(100, (left / life) * 100)}
              size="sm"
              mt={7}
              mb={6}
              maw={320}
              aria-label={t('accessTokenLeft')}
            />
            {span === null ? <>&nbsp;</> : left === 0 ? t('expired') : t(`left.${span.unit}`, { count: span.count })}
          </>
        )}{' '}
        <Text span size="xs" c="dimmed">
          {t('for', { resource: nameOf(token.resource) })}
        </Text>
      </dd>
    </>
  );
}
