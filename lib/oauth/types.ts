import type { Secret } from '#lib/crypto/secret.ts';
import type { Reply } from '#lib/errors/index.ts';

/** The authorization server of one connection or way to sign in (RFC 8414 names). */
export type AuthorizationServer = {
  /** '' where none is known: then nobody can be identified there, and an answer that names one is refused. */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  /** Its metadata lists no other way for a client to show its secret than HTTP Basic: the caller's to heed. */
  takesBasicOnly?: boolean;
  /** It promises to name itself in each answer (RFC 9207): one without `iss` is refused, whatever its metadata says now. */
  issInResponse?: boolean;
};

/** How a client shows who it is at an endpoint (RFC 6749 §2.3, RFC 7523 §2.2). */
export type ClientAuthentication =
  | { method: 'client_secret_post' | 'client_secret_basic'; secret: Secret }
  | {
      method: 'private_key_jwt';
      /** PEM: the private key, and its certificate where the server knows the key by that. */
      key: Secret;
      /** Kinds of keys the server takes. RSA alone when absent. */
      keyTypes?: readonly ('rsa' | 'ec')[];
    }
  | { method: 'none' };

/** An application as the server knows it (RFC 6749 §2). */
export type Client = { clientId: string; authentication: ClientAuthentication };

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

/** What a server wants to be told besides, by name: several values where it is to stand several times (RFC 8707 §2). */
export type ExtraParameters = Record<string, string | readonly string[]>;

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
