'use client';

import { Anchor, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { CopyButton } from '#app/ui/copy-button.tsx';
import { Section } from '#app/ui/section.tsx';
import { Verbatim } from '#app/ui/verbatim.tsx';

const code = [
  "import { createHmac, timingSafeEqual } from 'node:crypto';",
  '',
  "const key = Buffer.from(secret.replace('whsec_', ''), 'base64');",
  "const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');",
  "const expected = createHmac('sha256', key).update(signed).digest();",
  "const isGenuine = headers['webhook-signature'].split(' ').some((one) => {",
  "  const given = Buffer.from(one.replace('v1,', ''), 'base64');",
  '  return given.length === expected.length && timingSafeEqual(given, expected);',
  '});',
].join('\n');

/** How a receiver tells what comes from here from what anybody could send. */
export function SignatureNote() {
  const t = useTranslations('console.webhooks.signature');
  return (
    <Section title={t('title')}>
      <Text size="sm" mb="sm">
        {t.rich('text', {
          code: (text) => <code>{text}</code>,
          link: (text) => (
            <Anchor href="https://www.standardwebhooks.com" target="_blank" rel="noreferrer" inherit underline="always">
              {text}
            </Anchor>
          ),
        })}
      </Text>
      <Group justify="space-between" gap="xs" mb={8} wrap="nowrap">
        <Text size="sm">{t('code')}</Text>
        <CopyButton value={code} what={t('theCode')} />
      </Group>
      <Verbatim label={t('theCode')} keepLines>
        {code}
      </Verbatim>
    </Section>
  );
}
