import { useTranslations } from 'next-intl';
import { Moment } from '#app/ui/moment.tsx';
import type { ConnectionView } from '#lib/connections/schema.ts';
import { OwnSettings } from './own-settings.tsx';
import { SecretFact } from './secret-fact.tsx';
import { ServerFacts } from './server-facts.tsx';

/** What a mail server is shown by a connection that holds no token, and since when it is in use. */
export function SignInFacts({ connection }: { connection: ConnectionView }) {
  const t = useTranslations('console.facts');
  const { activatedAt, stage, grantKind } = connection;
  return (
    <dl className="mg-facts">
      {grantKind === 'none' && (
        <>
          <dt>{t('signsIn')}</dt>
          <dd>{t('signsInNot')}</dd>
        </>
      )}
      <OwnSettings connection={connection} />
      <SecretFact connection={connection} />
      <ServerFacts connection={connection} />
      {stage === 'active' && activatedAt && (
        <>
          <dt>{t('activeSince')}</dt>
          <dd>
            <Moment at={activatedAt} />
          </dd>
        </>
      )}
    </dl>
  );
}
