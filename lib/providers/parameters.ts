/** What OAuth itself says in its requests (RFC 6749 §4, RFC 7636 §4, RFC 7521 §4.2, OpenID Connect Core §3.1.2.1). */
const ours = [
  'response_type',
  'response_mode',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code',
  'code_verifier',
  'code_challenge',
  'code_challenge_method',
  'grant_type',
  'client_assertion_type',
  'login_hint',
];

/** RFC 9101: what stands in such an object counts in place of every other parameter, `state` and `redirect_uri` too. */
const requestObjects = ['request', 'request_uri'];

/** The last word of a name whose value is a secret, or all its words together. */
const secretWords =
  /^(secret|password|passwd|pwd|pass|token|key|assertion|credentials?|authorization|signature|sig|(client|app)secret|(access|refresh|id|auth|bearer)token|idtokenhint|(api|private|access)key)$/;

/** What says whom a token is for: asked at every token request (RFC 8707 §2.2). Others may be refused there. */
const forTokens = ['resource', 'audience'];

/** May stand several times: one token for several services (RFC 8707 §2); any other may not (RFC 6749 §3.1). */
const repeatable = 'resource';

/** Extra parameters by name: several values where it is given several times. */
export type Parameters = Record<string, string | string[]>;

/** The extra parameters of a text as a query has them, with `&`, blanks or line breaks between. */
export function readParameters(text: string): Parameters {
  const pairs = [...new URLSearchParams(piecesOf(text).join('&'))];
  return Object.fromEntries(
    pairs.map(([name]) => {
      const values = pairs.filter(([other]) => other === name).map(([, value]) => value);
      return [name, values.length === 1 ? (values[0] as string) : values];
    }),
  );
}

/** Those of them that go along also where a person's code or refresh token is redeemed. */
export function parametersOfTokens(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => forTokens.includes(name)));
}

const piecesOf = (text: string) => text.split(/[\s&]+/).filter((piece) => piece !== '');

/** What is wrong with extra parameters (`audience=mail&prompt=consent`), as a sentence; null where nothing is. */
export function parametersProblem(text: string): string | null {
  const pieces = piecesOf(text);
  const areClean = pieces.every((piece) => /^[^=?#\p{C}]+=[^?#\p{C}]*$/u.test(piece));
  if (!areClean) {
    return 'Write parameters as name=value, on lines of their own or with & between them, such as audience=mail. Inside a value, write a blank as %20.';
  }
  const names = pieces.map((piece) => nameOf(piece));
  const wrong = names.map(nameProblem).find((problem) => problem !== null);
  if (wrong) return wrong;
  const twice = names.find((name, at) => name !== repeatable && names.indexOf(name) !== at);
  return twice === undefined ? null : `Give ${twice} once: only ${repeatable} may stand several times.`;
}

const nameOf = (piece: string) => [...new URLSearchParams(piece).keys()][0] ?? '';

function nameProblem(name: string): string | null {
  const plain = name.toLowerCase();
  if (requestObjects.includes(plain)) {
    return `Leave out ${name}: what stands in it would count in place of what is set, and checked, for each request.`;
  }
  if (plain === 'username') {
    return `Leave out ${name}: nobody signs in at the authorization server by a password. The user name at the mail server has its own field.`;
  }
  if (isSecretName(name)) {
    return `Leave out ${name}: whoever sees these settings would read it. A secret is stored encrypted in its own field alone, as the client secret.`;
  }
  return ours.includes(plain) ? `Leave out ${name}: it is set for each request.` : null;
}

/** Whether what has this name is a secret: `api_key`, `X-Auth-Token`, `clientSecret`. */
function isSecretName(name: string): boolean {
  const words = name.split(/[^\p{L}\d]+|(?<=\p{Ll})(?=\p{Lu})/u).filter((word) => word !== '');
  return [words.at(-1) ?? '', words.join('')].some((word) => secretWords.test(word.toLowerCase()));
}

/**
 * What may not stand in the query of an endpoint, as a sentence; null where nothing is wrong. A query that chooses, such
 * as a policy's name, is the server's own affair (RFC 6749 §3.1).
 */
export function queryProblem(url: URL): string | null {
  const name = [...url.searchParams.keys()].find(
    (one) => requestObjects.includes(one.toLowerCase()) || isSecretName(one),
  );
  if (name === undefined) return null;
  return requestObjects.includes(name.toLowerCase())
    ? nameProblem(name)
    : `Leave out ${name.slice(0, 100)} and its value: addresses are shown to whoever sees these settings. A secret is stored encrypted in its own field alone, as the client secret.`;
}
