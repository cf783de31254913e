/** What OAuth itself says in its requests (RFC 6749 §4, RFC 7636 §4, RFC 7521 §4.2, OpenID Connect Core §3.1.2.1). */
const ours = [
  'response_type',
  'response_mode',
  'client_id',
  'client_secret',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code',
  'code_verifier',
  'code_challenge',
  'code_challenge_method',
  'grant_type',
  'refresh_token',
  'client_assertion',
  'client_assertion_type',
];

/** What is wrong with extra parameters written as a query (`audience=mail&prompt=consent`); null where nothing is. */
export function parametersProblem(text: string): string | null {
  if (/[\s?#]/.test(text)) return 'Write parameters as name=value, with & between them, and without blanks.';
  if (!text.split('&').every((pair) => /^[^=]+=/.test(pair))) {
    return 'Write parameters as name=value, with & between them, such as audience=mail.';
  }
  const taken = [...new URLSearchParams(text).keys()].find((name) => ours.includes(name.toLowerCase()));
  return taken ? `Leave out ${taken}: it is set for each request.` : null;
}
