import { EgressError, readHost, trustedCertificates } from '#lib/egress/index.ts';
import { AppError, type FieldProblem } from '#lib/errors/index.ts';
import type { GrantKind } from '#lib/providers/index.ts';
import type { Overrides } from '#lib/tokens/index.ts';
import { scopesProblem } from './schema.ts';

const urls = ['issuer', 'authorizationEndpoint', 'tokenEndpoint', 'graphUrl'] as const;

/** RFC 6749 §3.1 lets an endpoint have a query; behind these, paths are put (OpenID Connect Discovery §4, sendMail). */
const withoutQuery: readonly string[] = ['issuer', 'graphUrl'];

/**
 * Refuses Advanced settings that can never work, naming each field; what is reachable is decided by egress.
 * `grantKind` is the one the settings will be used with.
 *
 * @throws AppError `invalid_input`
 */
export function checkEndpoints(overrides: Overrides, grantKind?: GrantKind): void {
  const fields: FieldProblem[] = [];
  const check = (field: keyof Overrides, problem: string | null) => {
    if (problem) fields.push({ path: `overrides.${field}`, message: problem });
  };
  for (const field of urls) check(field, urlProblem(overrides[field], withoutQuery.includes(field)));
  check('smtpHost', overrides.smtpHost === undefined ? null : hostProblem(overrides.smtpHost));
  check('caCertificate', overrides.caCertificate ? certificateProblem(overrides.caCertificate) : null);
  check('scopes', scopesProblem({ grantKind, overrides }));
  if (fields.length > 0) throw new AppError('invalid_input', 'Some settings cannot be used.', { fields });
}

/** Never repeats the URL: what stands before the @ may be a password. */
function urlProblem(text: string | undefined, isQueryless: boolean): string | null {
  if (text === undefined) return null;
  const url = URL.parse(text);
  if (!url) return 'Enter a full URL, starting with https://.';
  if (url.username || url.password) return 'Leave out the user name and password before the @.';
  // An empty fragment or query shows in the text alone.
  if (url.href.includes('#')) return 'Leave out # and what stands after #.';
  return isQueryless && url.href.includes('?') ? 'Leave out ? and what stands after ?.' : null;
}

/** RFC 1035 §2.3.4, and RFC 1123 §2.1; underscores occur inside companies. */
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

function hostProblem(text: string): string | null {
  const problem = 'Enter the name of a host alone, such as smtp.example.com. The port has its own field.';
  try {
    const host = readHost(text);
    return host.isAddress || host.name.split('.').every((part) => label.test(part)) ? null : problem;
  } catch (error) {
    if (error instanceof EgressError) return problem;
    throw error;
  }
}

/** The same reading as at use. A key is looked for first, and anywhere: also half of one must not be kept. */
function certificateProblem(pem: string): string | null {
  if (/private key/i.test(pem)) {
    return 'This holds a private key. Paste only the certificate, and consider that key exposed.';
  }
  try {
    trustedCertificates(pem);
    return null;
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return 'Paste only whole certificates in PEM form, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, and nothing else, such as the text that openssl prints above them.';
  }
}
