import { finishConsent } from '#lib/connections/index.ts';
import { consentCallback, publicRoute, seeOther } from '#lib/http/index.ts';

export const GET = publicRoute(async (request) => {
  const end = await finishConsent(await consentCallback(request));
  return seeOther(
    end.kind === 'not_ours'
      ? `/consent-problem?reason=${end.reason}`
      : `/t/${end.tenantSlug}/mail/connections/${end.connectionId}`,
  );
});
