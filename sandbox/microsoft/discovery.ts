import { type Answer, jsonAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { AadstsError, newTrace, refusalJson } from './replies.ts';
import { readTenant } from './tenant-segment.ts';

/** OpenID Connect discovery; the shared endpoints answer with the literal issuer `{tenantid}` (providers.md §2.1). */
export function answerDiscovery(sandbox: Sandbox, request: SandboxRequest): Answer {
  const { authority } = sandbox;
  try {
    const tenant = readTenant(sandbox, request.params.tenant ?? '');
    const segment = 'directory' in tenant ? tenant.directory.id : tenant.shared;
    const issuerSegment = 'directory' in tenant ? segment : '{tenantid}';
    const base = `${authority}/${segment}`;
    return jsonAnswer({
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: `${authority}/${issuerSegment}/v2.0`,
      request_uri_parameter_supported: false,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      http_logout_supported: true,
      frontchannel_logout_supported: true,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      claims_supported: [
        'sub',
        'iss',
        'aud',
        'exp',
        'iat',
        'nonce',
        'preferred_username',
        'name',
        'tid',
        'ver',
        'email',
      ],
      tenant_region_scope: null,
      cloud_instance_name: new URL(authority).host,
      msgraph_host: `${new URL(authority).host}${sandbox.cloud.graph}`,
    });
  } catch (error) {
    if (!(error instanceof AadstsError)) throw error;
    return jsonAnswer(refusalJson(error.refusal, newTrace(), authority), error.refusal.status);
  }
}

/** The public signing keys (RFC 7517). */
export const answerKeys = (sandbox: Sandbox): Answer =>
  jsonAnswer({ keys: [sandbox.signingKey.jwk] }, 200, { 'cache-control': 'max-age=86400, private' });
