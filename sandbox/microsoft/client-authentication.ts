import type { SandboxRequest } from '#sandbox/http/exchange.ts';
import { checkAssertion } from './client-assertion.ts';
import { judgeSecret, type Platform, type Registration } from './registrations.ts';
import { AadstsError, refusals } from './replies.ts';
import type { TenantSegment } from './tenant-segment.ts';
import type { TokenCall } from './token.ts';

export type Credentials = { clientId: string; secret?: string; assertion?: { type: string; jwt: string } };

/** RFC 6749 §2.3.1: both halves of HTTP Basic are form-encoded. */
const formDecode = (text: string): string => {
  const spaced = text.replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
};

/** Client id and secret from the form body or from HTTP Basic, and a signed assertion from the body. */
export function readCredentials(request: SandboxRequest, form: URLSearchParams): Credentials {
  const jwt = form.get('client_assertion');
  const assertion = jwt === null ? {} : { assertion: { type: form.get('client_assertion_type') ?? '', jwt } };
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic) {
    const text = Buffer.from(basic, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    const secret = colon < 0 ? undefined : formDecode(text.slice(colon + 1));
    return {
      clientId: formDecode(colon < 0 ? text : text.slice(0, colon)),
      ...assertion,
      ...(secret ? { secret } : {}),
    };
  }
  const clientId = form.get('client_id') ?? '';
  if (!clientId) throw new AadstsError(refusals.parameterMissing('client_id'));
  const secret = form.get('client_secret');
  return { clientId, ...assertion, ...(secret ? { secret } : {}) };
}

/** Proves that the caller is the application. `platform` is the redirect URI's, where the grant came by one. */
export async function authenticateClient(
  { sandbox, tenant, credentials, note }: TokenCall,
  registration: Registration,
  platform: Platform,
): Promise<void> {
  const { secret, assertion } = credentials;
  if (platform === 'native') {
    if (secret || assertion) throw new AadstsError(refusals.clientIsPublic());
    return;
  }
  if (assertion) {
    note.credential = 'certificate';
    return checkAssertion(registration, assertion, audiencesOf(sandbox.authority, tenant));
  }
  if (!secret) throw new AadstsError(refusals.secretMissing());
  note.credential = 'secret';
  const judgement = judgeSecret(registration, secret);
  if (judgement === 'expired') throw new AadstsError(refusals.secretExpired(registration.clientId));
  if (judgement === 'unknown') throw new AadstsError(refusals.secretWrong(registration.clientId));
}

/** For whom an assertion may be made: the token endpoint, by the directory's id or its domain, or the issuer. */
function audiencesOf(authority: string, tenant: TenantSegment): string[] {
  const names = 'directory' in tenant ? [tenant.directory.id, tenant.directory.domain] : [tenant.shared];
  return names.flatMap((name) =>
    [`${authority}/${name}/oauth2/v2.0/token`, `${authority}/${name}/v2.0`].map((one) => one.toLowerCase()),
  );
}
