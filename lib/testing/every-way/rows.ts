import { type ProviderId, providerIds, providerRules, settingsAsked } from '#lib/providers/schema.ts';
import type { GrantKind } from '#lib/providers/types.ts';
import { type SmtpSecurity, smtpSecurities, speaksHttp, type TransportId } from '#lib/transports/schema.ts';

/** One way to send: everything that is chosen, and nothing that is typed. */
export type Way = {
  provider: ProviderId;
  grantKind: GrantKind;
  transport: TransportId;
  /** Null where no SMTP is spoken. */
  security: SmtpSecurity | null;
  /** One of each setting that has choices. */
  settings: Record<string, string>;
};

/** All there are, by the providers' rules: a new provider, grant, transport or choice is there by itself. */
export function everyWay(): Way[] {
  return providerIds.flatMap((provider) => {
    const rules = providerRules[provider];
    return rules.grantKinds.flatMap((grantKind) =>
      choicesOf(provider, grantKind).flatMap((settings) =>
        rules.transports.flatMap((transport) => {
          const securities = speaksHttp(transport) ? [null] : smtpSecurities;
          return securities.map((security) => ({ provider, grantKind, transport, security, settings }));
        }),
      ),
    );
  });
}

function choicesOf(provider: ProviderId, grantKind: GrantKind): Record<string, string>[] {
  return settingsAsked(providerRules[provider], grantKind).reduce<Record<string, string>[]>(
    (combinations, { name, choices = [] }) => {
      const values = choices.filter(({ grantKinds }) => grantKinds?.includes(grantKind) ?? true);
      if (values.length === 0) return combinations;
      return combinations.flatMap((one) => values.map(({ value }) => ({ ...one, [name]: value })));
    },
    [{}],
  );
}

/** Whether nobody may send so: a token without encryption never, a password only where that was said. */
export function isRefused({ grantKind, security, settings }: Way): boolean {
  if (security !== 'none' || grantKind === 'none') return false;
  return grantKind !== 'password' || settings.plainPassword !== 'accepted';
}

export function nameOf({ provider, grantKind, transport, security, settings }: Way): string {
  return [provider, grantKind, ...Object.values(settings), transport, ...(security ? [security] : [])].join(' · ');
}
