import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { speaksHttp } from '#lib/transports/schema.ts';

/** Where mail is handed over by SMTP, and how well that is protected; nothing where it goes to an API. */
export function ServerFacts({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.facts');
  if (speaksHttp(connection.transport)) return null;
  const showsPassword = connection.grantKind === 'password';
  const { smtpHost, smtpPort, smtpSecurity } = connection.endpoints;
  return (
    <>
      <dt>{t('server')}</dt>
      <dd>
        <span className="mono">{smtpHost}</span> · {t('port', { port: String(smtpPort) })}
      </dd>
      <dt>{t('security')}</dt>
      {showsPassword && smtpSecurity === 'none' ? (
        <dd data-tone="warn">
          <IconAlertTriangle size={16} className="mg-toned-icon" aria-hidden style={{ verticalAlign: '-3px' }} />{' '}
          {t('openPassword')}
        </dd>
      ) : (
        <dd>{t(`securities.${smtpSecurity}`)}</dd>
      )}
    </>
  );
}
