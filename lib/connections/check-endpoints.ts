import { config } from '#lib/config/index.ts';
import { describeCertificates } from '#lib/crypto/index.ts';
import { foreseenRefusal, foreseenUrlRefusal } from '#lib/egress/index.ts';
import { hostOf, hostProblem } from '#lib/egress/schema.ts';
import { AppError, type FieldProblem } from '#lib/errors/index.ts';
import { provider as providerOf } from '#lib/providers/index.ts';
import { choiceOf, providerRules, queryProblem } from '#lib/providers/schema.ts';
import { certificateProblemWords } from '#lib/strings/certificate-words.ts';
import type { Overrides } from '#lib/tokens/index.ts';
import { mailServerOf } from '#lib/transports/schema.ts';
import { type ConnectionKind, type ProxyInput, scopesProblem } from './schema.ts';

const urls = ['issuer', 'authorizationEndpoint', 'tokenEndpoint', 'apiUrl'] as const;

/** RFC 6749 §3.1 lets an endpoint have a query; behind these, paths are put (OpenID Connect Discovery §4, sendMail). */
const withoutQuery: readonly string[] = ['issuer', 'apiUrl'];

/** What is called through a proxy, or not: what is known of it before it is. */
type Places = { overrides: Overrides; proxy?: Pick<ProxyInput, 'host' | 'port'> | null | undefined };

/**
 * Refuses Advanced settings that can never work, naming each field; what a name leads to is decided by egress, when it
 * is used. `kind` is the one the settings will be used with.
 *
 * @throws AppError `invalid_input`
 */
export function checkEndpoints({ overrides, proxy }: Places, kind: ConnectionKind): void {
  const fields: FieldProblem[] = [];
  const check = (field: keyof Overrides, problem: string | null) => {
    if (problem) fields.push({ path: `overrides.${field}`, message: problem });
  };
  for (const field of urls) check(field, endpointProblem(field, overrides[field]));
  check('smtpHost', placeProblem(overrides.smtpHost, smtpPortOf(overrides, kind), 'smtp.example.com'));
  check('caCertificate', overrides.caCertificate ? certificateProblem(overrides.caCertificate) : null);
  check('scopes', scopesProblem(kind, overrides.scopes));
  fields.push(...plainTextProblems(overrides, kind));
  const proxyProblem = proxy ? placeProblem(proxy.host, proxy.port, 'proxy.example.com') : null;
  if (proxyProblem) fields.push({ path: 'proxy.host', message: proxyProblem });
  if (fields.length > 0) throw new AppError('invalid_input', 'Some settings cannot be used.', { fields });
}

function smtpPortOf(overrides: Overrides, { provider, settings = {} }: ConnectionKind): number {
  const usual = providerOf(provider).endpoints(settings);
  return mailServerOf(usual, overrides).smtpPort;
}

/** A token never goes without TLS; a password only where that was said, and where the operator lets it. */
function plainTextProblems({ smtpSecurity }: Overrides, { provider, grantKind, settings = {} }: ConnectionKind) {
  if (smtpSecurity !== 'none' || grantKind === 'none') return [];
  const path = 'overrides.smtpSecurity';
  if (grantKind !== 'password') {
    return [{ path, message: 'A token is only sent over an encrypted connection. Choose STARTTLS or SSL/TLS.' }];
  }
  if (config().plainPasswords === 'forbidden') {
    const message =
      'Passwords without encryption are not allowed in this installation. Choose STARTTLS or SSL/TLS, or no sign-in.';
    return [{ path, message }];
  }
  if (choiceOf(providerRules[provider], settings, 'plainPassword') === 'accepted') return [];
  const message =
    'Without encryption, anybody between here and the server can read the password and the mail. Choose STARTTLS or SSL/TLS, or allow it for this connection.';
  return [{ path: 'settings.plainPassword', message }];
}

/**
 * Why an address can never be called for this, as a sentence; null where nothing is known against it, or there is none.
 * Never repeats the URL: what stands before the @ may be a password.
 */
export function endpointProblem(field: (typeof urls)[number], text: string | undefined): string | null {
  if (text === undefined) return null;
  const url = URL.parse(text);
  if (!url) return 'Enter a full URL, starting with https://.';
  if (url.username || url.password) return 'Leave out the user name and password before the @.';
  // An empty fragment or query shows in the text alone.
  if (url.href.includes('#')) return 'Leave out # and what stands after #.';
  if (withoutQuery.includes(field) && url.href.includes('?')) return 'Leave out ? and what stands after ?.';
  return queryProblem(url) ?? foreseenUrlRefusal(text);
}

function placeProblem(text: string | undefined, port: number, example: string): string | null {
  if (text === undefined) return null;
  return hostOf(text) ? foreseenRefusal(text, port) : hostProblem(example);
}

/** Read more strictly than at use: what is certain to fail, or to be missed when it ends, is told before it is saved. */
function certificateProblem(pem: string): string | null {
  if (pem.trim() === '') return null;
  const read = describeCertificates(pem);
  return 'problem' in read ? certificateProblemWords(read.problem) : null;
}
