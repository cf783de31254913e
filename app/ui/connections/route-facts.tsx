'use client';

import { Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useNow } from '#app/ui/use-now.ts';
import { useRegion } from '#app/ui/use-region.ts';
import type { ConnectionView } from '#lib/connections/schema.ts';

/** The way to the servers: through which proxy, and which certificates are trusted there besides the usual ones. */
export function RouteFacts({ connection }: { connection: ConnectionView }) {
  return (
    <>
      <ProxyFact proxy={connection.proxy} />
      <CertificateFact certificates={connection.caCertificateFacts} />
    </>
  );
}

function ProxyFact({ proxy }: Pick<ConnectionView, 'proxy'>) {
  const t = useTranslations('console.facts');
  if (!proxy) return null;
  const { kind, host, port, userName, uses } = proxy;
  return (
    <>
      <dt>{t('proxy')}</dt>
      <dd>
        {t(`proxyKind.${kind}`)} ·{' '}
        <span className="mono">
          {host}:{port}
        </span>
        <Text size="xs" c="dimmed">
          {t(uses.length > 1 ? 'proxyFor.both' : `proxyFor.${uses[0] ?? 'none'}`)}
          {userName !== '' && ` · ${t('proxyUser', { name: userName })}`}
        </Text>
      </dd>
    </>
  );
}

function CertificateFact({ certificates }: { certificates: ConnectionView['caCertificateFacts'] }) {
  const t = useTranslations('console.facts');
  const locale = useRegion();
  const now = useNow();
  if (certificates.length === 0) return null;
  const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'long' });
  return (
    <>
      <dt>{t('certificate', { count: certificates.length })}</dt>
      <dd>
        {certificates.map(({ thumbprintSha256, subjectName, notAfter }) => (
          <div key={thumbprintSha256}>
            {subjectName}
            <Text size="xs" c="dimmed">
              {t(now !== null && Date.parse(notAfter) <= now ? 'certificateEnded' : 'certificateUntil', {
                day: day.format(new Date(notAfter)),
              })}
            </Text>
          </div>
        ))}
      </dd>
    </>
  );
}
