import type { SandboxRequest } from '#sandbox/http/exchange.ts';
import { judgeSecret, type Platform, type Registration } from './registrations.ts';
import { AadstsError, refusals } from './replies.ts';

export type Credentials = { clientId: string; secret?: string; hasAssertion: boolean };

/** RFC 6749 §2.3.1: both halves of HTTP Basic are form-encoded. */
const formDecode = (text: string): string => {
  const spaced = text.replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
};

/** Client id and secret from the form body or from HTTP Basic. */
export function readCredentials(request: SandboxRequest, form: URLSearchParams): Credentials {
  const hasAssertion = form.has('client_assertion');
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic) {
    const text = Buffer.from(basic, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    const secret = colon < 0 ? undefined : formDecode(text.slice(colon + 1));
    return {
      clientId: formDecode(colon < 0 ? text : text.slice(0, colon)),
      hasAssertion,
      ...(secret ? { secret } : {}),
    };
  }
  const clientId = form.get('client_id') ?? '';
  if (!clientId) throw new AadstsError(refusals.parameterMissing('client_id'));
  const secret = form.get('client_secret');
  return { clientId, hasAssertion, ...(secret ? { secret } : {}) };
}

/** Proves that the caller is the application. `platform` is the redirect URI's, where the grant came by one. */
export function authenticateClient(registration: Registration, credentials: Credentials, platform: Platform): void {
  const { secret, hasAssertion } = credentials;
  if (platform === 'native') {
    if (secret || hasAssertion) throw new AadstsError(refusals.clientIsPublic());
    return;
  }
  // Certificates come with a later part of the sandbox: no key is registered yet, which is what Entra then says.
  if (hasAssertion) throw new AadstsError(refusals.assertionRejected());
  if (!secret) throw new AadstsError(refusals.secretMissing());
  const judgement = judgeSecret(registration, secret);
  if (judgement === 'expired') throw new AadstsError(refusals.secretExpired(registration.clientId));
  if (judgement === 'unknown') throw new AadstsError(refusals.secretWrong(registration.clientId));
}
