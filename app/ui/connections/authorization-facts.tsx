import { useTranslations } from 'next-intl';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { isAnyServer } from '#lib/providers/schema.ts';

/** Which authorization server is asked, and for what; nothing where the provider's name says it. */
export function AuthorizationFacts({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console');
  if (!isAnyServer(connection.provider)) return null;
  const { authorizationEndpoint, tokenEndpoint, issuer, scopes } = connection.endpoints;
  const byPerson = connection.grantKind === 'authorization_code';
  return (
    <>
      {byPerson && (
        <>
          <dt>{t('advanced.authorizationEndpoint')}</dt>
          <dd className="mono">{authorizationEndpoint}</dd>
        </>
      )}
      <dt>{t('advanced.tokenEndpoint')}</dt>
      <dd className="mono">{tokenEndpoint}</dd>
      {issuer !== '' && (
        <>
          <dt>{t('advanced.issuer')}</dt>
          <dd className="mono">{issuer}</dd>
        </>
      )}
      <dt>{t('facts.scopes')}</dt>
      <dd className="mono">{scopes.join(' ')}</dd>
    </>
  );
}
