import { finishConsent } from '#lib/connections/index.ts';
import { consentCallback, otherMethods, seeOther, visitRoute } from '#lib/http/index.ts';

export const GET = visitRoute(
  async (request) => {
    const end = await finishConsent(await consentCallback(request));
    return seeOther(
      end.kind === 'not_ours'
        ? `/consent-problem?reason=${end.reason}`
        : `/t/${end.tenantSlug}/mail/connections/${end.connectionId}`,
    );
  },
  (requestId) => `/consent-problem?reason=unexpected&request=${requestId}`,
);

// A look that must change nothing (HEAD) would use up the attempt.
export const { DELETE, HEAD, OPTIONS, PATCH, POST, PUT } = otherMethods('GET');
