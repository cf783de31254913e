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

function wordKey(scope: string) {
  const last = scope.slice(scope.lastIndexOf('/') + 1);
  return known[last as keyof typeof known] as (typeof known)[keyof typeof known] | undefined;
}

/** What says who consented, and for how long: listed after what is allowed to be done. */
function isIdentity(scope: string): boolean {
  return ['openid', 'profile', 'email', 'offline_access'].includes(scope);
}

/** Granted scopes in words, each with the provider's own name beside it. */
export function ScopeList({ scopes }: { scopes: string[] }) {
  const t = useTranslations('console.scopes');
  if (scopes.length === 0) return t('none');
  return (
    <ul className="mg-plain-list">
      {scopes
        .toSorted((a, b) => Number(isIdentity(a)) - Number(isIdentity(b)))
        .map((scope) => {
          const key = wordKey(scope);
          return (
            <li key={scope}>
              {key && `${t(key)} `}
              <Text span size="xs" c="dimmed" className="mono">
                {scope}
              </Text>
            </li>
          );
        })}
    </ul>
  );
}
