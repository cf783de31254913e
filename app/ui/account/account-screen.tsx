'use client';

import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconCircleCheckFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { SignInProblem } from '#app/ui/auth/sign-in-problem.tsx';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { PageHeader } from '#app/ui/page-header.tsx';
import { Section } from '#app/ui/section.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import type { SignInProblem as Problem } from '#lib/accounts/schema.ts';
import { IdentityRow } from './identity-row.tsx';
import { LinkButtons } from './link-buttons.tsx';
import { identitiesQuery } from './queries.ts';

type Props = {
  choices: { id: string; label: string }[];
  /** What came of a trip that ended here: what the issuer is called that is linked now, or why it is not. */
  linked: string | null;
  problem: { code: Problem | 'unexpected'; label: string | null } | null;
};

/** Who one is, and by which ways one signs in. */
export function AccountScreen({ choices, linked, problem }: Props) {
  const t = useTranslations('console.account');
  const { user } = useTenant();
  const { data, error, refetch } = useQuery(identitiesQuery);
  const unlinked = choices.filter(({ id }) => !data?.identities.some(({ provider }) => provider === id));
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead', user)} />
      {linked && (
        <Group role="status" className="mg-problem" data-tone="good" gap="sm" wrap="nowrap" mb="md">
          <IconCircleCheckFilled size={20} className="mg-toned-icon" aria-hidden />
          <Text size="sm">{t('linked', { label: linked })}</Text>
        </Group>
      )}
      {problem && <SignInProblem problem={problem.code} label={problem.label} />}
      <Section title={t('ways')} lead={t('waysLead')}>
        <Stack gap="md">
          <ul className="mg-rows mg-lined">
            <li className="mg-row">
              <div className="mg-row-main">
                <Text size="sm" fw={500}>
                  {t('password')}
                </Text>
                <Text size="xs" c="dimmed">
                  {t('passwordHint', { email: user.email })}
                </Text>
              </div>
            </li>
            {data?.identities.map((identity) => (
              <IdentityRow key={identity.id} identity={identity} />
            ))}
          </ul>
          {error && <ErrorNote error={error} onRetry={() => refetch()} />}
          {!data && !error && <Skeleton height={36} aria-busy />}
          {data && <LinkButtons choices={unlinked} />}
          {choices.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('nothingOffered')}
            </Text>
          )}
        </Stack>
      </Section>
    </>
  );
}
