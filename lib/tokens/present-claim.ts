import { OAuthNoAnswer, OAuthRefusal, refreshGrant, type TokenAnswer } from '#lib/oauth/index.ts';
import { applicationToken } from './application-token.ts';
import type { Claim } from './claim-lease.ts';
import { clientOf } from './client-of.ts';

export type Answer =
  | { kind: 'granted'; answer: TokenAnswer; askedAt: Date }
  | { kind: 'refused'; refusal: OAuthRefusal }
  | { kind: 'no_answer'; failure: OAuthNoAnswer };

/** Makes the token request that a claim allows. Runs outside any transaction; the answer is not used until it is stored. */
export async function presentClaim({ settings, clientSecret, refreshToken }: Claim): Promise<Answer> {
  const { server, scopes, fetch, provider } = settings;
  const client = clientOf(settings, clientSecret);
  const parameters = provider.tokenParameters(settings.settings, 'authorization_code');
  const askedAt = new Date();
  try {
    const answer = refreshToken
      ? await refreshGrant({ server, client, refreshToken, scopes, parameters, fetch })
      : await applicationToken(settings, clientSecret, scopes);
    return { kind: 'granted', answer, askedAt };
  } catch (error) {
    if (error instanceof OAuthRefusal) return { kind: 'refused', refusal: error };
    if (error instanceof OAuthNoAnswer) return { kind: 'no_answer', failure: error };
    throw error;
  }
}
