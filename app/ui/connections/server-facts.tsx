import { useTranslations } from 'next-intl';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { speaksHttp } from '#lib/transports/schema.ts';

/** Where mail is handed over by SMTP, and how well that is protected; nothing where it goes to an API. */
export function ServerFacts({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.facts');
  if (speaksHttp(connection.transport)) return null;
  const { smtpHost, smtpPort, smtpSecurity } = connection.endpoints;
  return (
    <>
      <dt>{t('server')}</dt>
      <dd>
        <span className="mono">{smtpHost}</span> · {t('port', { port: String(smtpPort) })}
      </dd>
      <dt>{t('security')}</dt>
      <dd>{t(`securities.${smtpSecurity}`)}</dd>
    </>
  );
}
