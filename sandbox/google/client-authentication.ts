import type { SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { findClient, judgeClientSecret, type Registered } from './clients.ts';
import { OAuthError, refusals } from './replies.ts';

/** RFC 6749 §2.3.1: both halves of HTTP Basic are form-encoded. */
function formDecode(text: string): string {
  const spaced = text.replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

function credentialsOf(request: SandboxRequest, form: URLSearchParams): { clientId: string; secret: string } {
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (!basic) return { clientId: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const [id = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { clientId: formDecode(id), secret: formDecode(rest.join(':')) };
}

/** The client a token request names, for the log and for faults; nothing is judged. */
export const clientIdOf = (request: SandboxRequest, form: URLSearchParams): string | undefined =>
  credentialsOf(request, form).clientId || undefined;

/** The client of a token request, its secret checked; from the form or from HTTP Basic. */
export function authenticateClient(sandbox: Sandbox, request: SandboxRequest, form: URLSearchParams): Registered {
  const { clientId, secret } = credentialsOf(request, form);
  if (!clientId) throw new OAuthError(refusals.clientUnclear());
  const registered = findClient(sandbox.store, clientId);
  if (!registered) throw new OAuthError(refusals.clientNotFound());
  if (registered.client.deletedAt) throw new OAuthError(refusals.clientDeleted());
  if (!secret) throw new OAuthError(refusals.secretMissing());
  if (!judgeClientSecret(registered.client, secret)) throw new OAuthError(refusals.secretWrong());
  return registered;
}
