/** Refused by the server, whose reply Nodemailer adds; before it the server may have given its reason in a challenge. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  /** Decoded; null where there was none. */
  readonly challenge: string | null;

  constructor(challenge: string | null) {
    super('Sign-in refused');
    this.challenge = challenge;
  }
}

/** Ours, after the server's hello and before any credential: it offers no way to use the one there is. */
export class MechanismMissing extends Error {
  override readonly name = 'MechanismMissing';
  readonly code: 'XOAUTH2_MISSING' | 'OAUTHBEARER_MISSING' | 'PASSWORD_MISSING';

  constructor(wanted: 'XOAUTH2' | 'OAUTHBEARER' | 'PASSWORD', offered: readonly string[]) {
    const what = wanted === 'PASSWORD' ? 'PLAIN or LOGIN' : wanted;
    super(`The server does not offer ${what}. It offers: ${offered.join(' ') || 'no way to sign in'}`);
    this.code = `${wanted}_MISSING`;
  }
}

/** Ours: the security that was chosen is not what the port has, or not what the credential needs. No credential was sent. */
export class SecurityMismatch extends Error {
  override readonly name = 'SecurityMismatch';
  readonly code: /** Who reads a token on the way may send with it as long as it lives (RFC 6750 §5.3): refused before connecting. */
    | 'TOKEN_NEEDS_TLS'
    /** The operator forbids what was allowed when the connection was saved: refused before connecting. */
    | 'PASSWORD_NEEDS_TLS'
    /** TLS from the first byte was chosen, and the server speaks plain text first. */
    | 'TLS_NOT_FROM_START'
    /** The server waits for TLS from the first byte. */
    | 'TLS_FROM_START_NEEDED'
    /** The server said nothing at all, neither in plain text nor over TLS. */
    | 'GREETING_MISSING';

  constructor(code: SecurityMismatch['code'], text: string, options?: { cause?: unknown }) {
    super(text, options);
    this.code = code;
  }
}
