import { Secret } from '#lib/crypto/secret.ts';
import { claimText } from './claim-text.ts';
import type { TokenJson } from './token-request.ts';
import type { Identity, TokenAnswer } from './types.ts';

/** RFC 6749 §5.1 only recommends `expires_in`. An hour is what all big servers give at least. */
const assumedLifetimeS = 3600;

/** Entra's longest-lived tokens last 28 h (Continuous Access Evaluation); one said to live for years would never be renewed. */
const longestLifetimeS = 48 * 3600;

/** The answer in our words. What is optional in it and unusable counts as absent: a rotated token is worth more. */
export function tokenAnswer(json: TokenJson, askedScopes: string[], identity?: Identity): TokenAnswer {
  const now = Date.now();
  const refreshToken = text(json.refresh_token);
  const lifetimeS = Math.min(seconds(json.expires_in) ?? assumedLifetimeS, longestLifetimeS);
  const refreshLifetimeS = seconds(json.refresh_token_expires_in);
  const scope = claimText(json.scope);
  return {
    accessToken: new Secret(json.access_token),
    expiresAt: new Date(now + lifetimeS * 1000),
    ...(refreshToken ? { refreshToken: new Secret(refreshToken) } : {}),
    ...(refreshLifetimeS ? { refreshTokenExpiresAt: new Date(now + refreshLifetimeS * 1000) } : {}),
    scopes: scope ? scope.split(/\s+/).filter(Boolean) : askedScopes,
    ...(identity ? { identity } : {}),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Entra's first version wrote numbers as strings. A hundred years is more than any token lives. */
function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && number > 0 && number < 3_200_000_000 ? number : undefined;
}
