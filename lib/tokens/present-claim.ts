import {
  OAuthNoAnswer,
  OAuthRefusal,
  refreshGrant,
  requestClientCredentials,
  type TokenAnswer,
} from '#lib/oauth/index.ts';
import type { Claim } from './claim-lease.ts';

export type Answer =
  | { kind: 'granted'; answer: TokenAnswer; askedAt: Date }
  | { kind: 'refused'; refusal: OAuthRefusal }
  | { kind: 'no_answer'; failure: OAuthNoAnswer };

/** Makes the token request that a claim allows. Runs outside any transaction; the answer is not used until it is stored. */
export async function presentClaim({ settings, client, refreshToken }: Claim): Promise<Answer> {
  const { server, scopes, fetch } = settings;
  const askedAt = new Date();
  try {
    const answer = refreshToken
      ? await refreshGrant({ server, client, refreshToken, scopes, fetch })
      : await requestClientCredentials({ server, client, scopes, fetch });
    return { kind: 'granted', answer, askedAt };
  } catch (error) {
    if (error instanceof OAuthRefusal) return { kind: 'refused', refusal: error };
    if (error instanceof OAuthNoAnswer) return { kind: 'no_answer', failure: error };
    throw error;
  }
}
