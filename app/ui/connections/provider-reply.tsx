'use client';

import { Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { z } from 'zod';
import { CopyButton } from '#app/ui/copy-button.tsx';
import { Verbatim } from '#app/ui/verbatim.tsx';
import type { replySchema } from '#lib/connections/schema.ts';

type ReplyView = z.infer<typeof replySchema>;

/** The exact words of the provider, small, with the code and a way to copy them. */
export function ProviderReply({ reply, code }: { reply: ReplyView; code?: string }) {
  const t = useTranslations('console.problem');
  const numbers = reply.numbers?.map((number) => `AADSTS${number}`) ?? [];
  const head = [reply.status, reply.code, reply.suberror, ...numbers].filter((part) => part !== undefined).join(' · ');
  const whole = [head, reply.text].filter(Boolean).join('\n');
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
