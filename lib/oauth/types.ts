import type { Secret } from '#lib/crypto/secret.ts';
import type { Reply } from '#lib/errors/index.ts';

/** The authorization server of one connection (RFC 8414 names). */
export type AuthorizationServer = {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
};

/** A confidential client (RFC 6749 §2.1); it authenticates with its secret in the form body. */
export type Client = { clientId: string; clientSecret: Secret };

/** The fetch an OAuth request goes through: egress, bound to this connection's certificate authority. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Who consented, from the validated ID token. The key is (issuer, subject); the rest is for display. */
export type Identity = {
  issuer: string;
  /** `sub`; for Entra `tid.oid`, which is stable where `sub` differs per application. */
  subject: string;
  /** `preferred_username` or `email`. Display, and comparison with the configured sender; never a key. */
  address?: string;
  name?: string;
};

/** A successful token answer (RFC 6749 §5.1). Times are absolute. */
export type TokenAnswer = {
  accessToken: Secret;
  expiresAt: Date;
  refreshToken?: Secret;
  refreshTokenExpiresAt?: Date;
  /** Granted scopes as the server spelt them; the asked ones when it left `scope` out (RFC 6749 §5.1). */
  scopes: string[];
  identity?: Identity;
};

/** The authorization server itself answered no, in OAuth's words. Its state did not change. */
export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal';
  readonly reply: Reply;
  constructor(reply: Reply) {
    super(`${reply.code ?? reply.status ?? 'refused'}: ${reply.text}`);
    this.reply = reply;
  }
}

/**
 * No usable answer came back. `presented` tells whether the request may have reached the server: then a rotating
 * server may have consumed the refresh token.
 */
export class OAuthNoAnswer extends Error {
  override readonly name = 'OAuthNoAnswer';
  readonly reply: Reply;
  readonly presented: boolean;
  constructor(reply: Reply, presented: boolean) {
    super(reply.text);
    this.reply = reply;
    this.presented = presented;
  }
}
