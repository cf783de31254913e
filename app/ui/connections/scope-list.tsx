'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';

/** The scopes this product knows how to say, by their last part: `https://graph.microsoft.com/Mail.Send` → `Mail.Send`. */
const known = {
  'Mail.Send': 'mailSend',
  'Mail.Send.Shared': 'mailSendShared',
  'Mail.ReadWrite': 'mailReadWrite',
  'SMTP.Send': 'smtpSend',
  'SMTP.SendAsApp': 'smtpSendAsApp',
  'User.Read': 'userRead',
  offline_access: 'offlineAccess',
  openid: 'openid',
  profile: 'profile',
  email: 'email',
  '.default': 'default',
} as const;

function lastPart(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1);
}

/** Sending first; then what else may be done; what only says who consented, and for how long, comes last. */
function rank(scope: string): number {
  const last = lastPart(scope);
  if (/send|\.default/i.test(last)) return 0;
  return ['openid', 'profile', 'email', 'offline_access', 'User.Read'].includes(last) ? 2 : 1;
}

/** Granted scopes in words, each with the provider's own name beside it. */
export function ScopeList({ scopes }: { scopes: string[] }) {
  const t = useTranslations('console.scopes');
  if (scopes.length === 0) return t('none');
  return (
    <ul className="mg-plain-list">
      {scopes
        .toSorted((a, b) => rank(a) - rank(b))
        .map((scope) => {
          const key = known[lastPart(scope) as keyof typeof known] as (typeof known)[keyof typeof known] | undefined;
          return (
            <li key={scope}>
              {key && `${t(key)} `}
              <Text span size="xs" c="dimmed" className="mono" title={scope}>
                {key ? lastPart(scope) : scope}
              </Text>
            </li>
          );
        })}
    </ul>
  );
}
