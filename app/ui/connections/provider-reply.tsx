'use client';

import { Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { z } from 'zod';
import { CopyButton } from '#app/ui/copy-button.tsx';
import { Verbatim } from '#app/ui/verbatim.tsx';
import type { replySchema } from '#lib/connections/schema.ts';
import { type ProviderId, providerRules } from '#lib/providers/schema.ts';

type ReplyView = z.infer<typeof replySchema>;

type Props = { provider: ProviderId; reply: ReplyView; code?: string };

/** The exact words of the provider, in the order they came, small, with the code and a way to copy them. */
export function ProviderReply({ provider, reply, code }: Props) {
  const t = useTranslations('console.problem');
  const numbers = reply.numbers?.map((number) => `${providerRules[provider].numberPrefix}${number}`) ?? [];
  const head = [reply.status, reply.code, reply.suberror, ...numbers].filter((part) => part !== undefined).join(' · ');
  const whole = [head, reply.challenge, reply.text].filter(Boolean).join('\n');
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={6}>
        <Text size="xs" c="dimmed">
          {t(`reply.${reply.protocol}`)}
          {code && <span className="mono"> · {code}</span>}
        </Text>
        <CopyButton value={whole} what={t('theReply')} />
      </Group>
      <Verbatim label={t('theReply')}>{whole}</Verbatim>
    </div>
  );
}
