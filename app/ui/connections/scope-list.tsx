'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';

/** The catalogue's groups: sending first; then what else may be done; what only says who consented comes last. */
const groups = ['send', 'more', 'who'] as const;

function lastPart(scope: string): string {
  return scope.replace(/\/$/, '').replace(/^.*\//, '');
}

/** The catalogue knows scopes by their last part, with _ for each dot: `https://service.example/Mail.Send` → `Mail_Send`. */
function keyOf(scope: string): string {
  return lastPart(scope).replaceAll('.', '_');
}

/** Granted scopes in words, each with the provider's own name beside it. */
export function ScopeList({ scopes }: { scopes: string[] }) {
  const t = useTranslations('console.scopes');
  // Scopes are data: the keys cannot be typed.
  const texts = t as unknown as { (key: string): string; has: (key: string) => boolean };
  const known = scopes.map((scope) => {
    const group = groups.find((name) => texts.has(`${name}.${keyOf(scope)}`));
    const text = group ? texts(`${group}.${keyOf(scope)}`) : null;
    return { scope, text, rank: groups.indexOf(group ?? (/send/i.test(lastPart(scope)) ? 'send' : 'more')) };
  });
  if (scopes.length === 0) return t('none');
  return (
    <ul className="mg-plain-list">
      {known
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ scope, text }) => (
          <li key={scope}>
            {text && `${text} `}
            <Text span size="xs" c="dimmed" className="mono" title={scope}>
              {text ? lastPart(scope) : scope}
            </Text>
          </li>
        ))}
    </ul>
  );
}
