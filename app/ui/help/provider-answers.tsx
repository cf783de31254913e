import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ScopeList } from '#app/ui/connections/scope-list.tsx';
import { CopyButton } from '#app/ui/copy-button.tsx';
import classes from './help.module.css';
import type { HelpProvider } from './help-provider.ts';
import { type HelpTexts, helpMarks, helpTexts } from './help-texts.tsx';
import type { HelpTopic } from './topics.ts';

/** Null where nothing is told of this provider. */
type Answer = (provider: HelpProvider, t: HelpTexts) => ReactNode | null;

/** What differs from provider to provider, by topic. */
const answers: Partial<Record<HelpTopic, Answer>> = {
  servers: (provider) => <Servers provider={provider} />,
  existing: ({ id }, t) => told(t, `provider.${id}.existing`),
  'redirect-url': (provider, t) => {
    if (!provider.grantKinds.includes('authorization_code')) return null;
    const { id, redirectUrl: url } = provider;
    if (!provider.hasOwnRedirect) return <RedirectUrlAnswer provider={provider} />;
    return told(t, `provider.${id}.redirect`, { url });
  },
  'redirect-mismatch': ({ id }, t) => told(t, `provider.${id}.mismatch`),
  'refresh-token': ({ id, idleDays }, t) => told(t, `provider.${id}.refreshEnds`, { idleDays: idleDays ?? 0 }),
  // Of any server's scopes nobody here knows what they allow.
  consent: (provider, t) => told(t, `provider.${provider.id}.consent`) ?? <Consent provider={provider} />,
  'take-away': ({ id }, t) =>
    told(t, `provider.${id}.takeAway`, {
      link: (text) => (
        <a href={t(`provider.${id}.takeAwayLink`)} target="_blank" rel="noreferrer">
          {text}
        </a>
      ),
    }),
};

/** Of a provider that data alone describes there may be nothing to tell. */
function told(t: HelpTexts, key: string, values: Parameters<HelpTexts['rich']>[1] = {}): ReactNode | null {
  return t.has(key) ? <p>{t.rich(key, { ...helpMarks, ...values })}</p> : null;
}

/** Under each provider's name what holds for it; nothing where a question has one answer for all. */
export async function ProviderAnswers({ topic, providers }: { topic: HelpTopic; providers: HelpProvider[] }) {
  const answer = answers[topic];
  if (!answer) return null;
  const t = await helpTexts();
  return providers.map((provider) => {
    const said = answer(provider, t);
    return said === null ? null : (
      <div key={provider.id} className={classes.provider}>
        <h3>{provider.label}</h3>
        {said}
      </div>
    );
  });
}

async function Servers({ provider }: { provider: HelpProvider }) {
  const t = await helpTexts();
  const tc = await getTranslations('console');
  return (
    <dl className="mg-facts">
      <dt>{t('signsIn')}</dt>
      <dd>
        {provider.grantKinds.map((kind) => (
          <div key={kind}>{tc(`grantKind.${kind}`, { provider: provider.id })}</div>
        ))}
      </dd>
      <dt>{t('sendsBy')}</dt>
      <dd>
        {provider.transports.map(({ id, server }) => (
          <div key={id}>
            {tc(`transport.${id}`)} {server === null ? t('asYouEnter') : <code>{server}</code>}
          </div>
        ))}
      </dd>
      {t.has(`provider.${provider.id}.servers`) && (
        <dd className={classes.besides}>{t(`provider.${provider.id}.servers`)}</dd>
      )}
    </dl>
  );
}

async function RedirectUrlAnswer({ provider }: { provider: HelpProvider }) {
  const t = await helpTexts();
  const tg = (await getTranslations('guide')) as unknown as HelpTexts;
  return (
    <>
      <div className={classes.copyable}>
        <code>{provider.redirectUrl}</code>
        <CopyButton value={provider.redirectUrl} what={t('redirectOf', { provider: provider.label })} />
      </div>
      <p>{tg.rich(`${provider.id}.redirect_url.where`, helpMarks)}</p>
    </>
  );
}

async function Consent({ provider }: { provider: HelpProvider }) {
  const t = await helpTexts();
  const tc = await getTranslations('console.transport');
  return (
    <>
      {provider.transports.map(({ id, scopes }) => (
        <div key={id} className={classes.asked}>
          <p>{t('askedFor', { transport: tc(id) })}</p>
          <ScopeList scopes={scopes} />
          {told(t, `provider.${provider.id}.reads.${id}`)}
        </div>
      ))}
      {told(t, `provider.${provider.id}.application`)}
    </>
  );
}
