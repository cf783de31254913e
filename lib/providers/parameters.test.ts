import { describe, expect, it } from 'vitest';
import { parametersOfTokens, parametersProblem, queryProblem, readParameters } from './parameters.ts';

describe('extra parameters', () => {
  it.each([
    ['audience=mail', { audience: 'mail' }],
    ['audience=mail&prompt=login%20consent', { audience: 'mail', prompt: 'login consent' }],
    // As a field of one line has two lines that were pasted, and as REST has them.
    ['audience=mail prompt=consent', { audience: 'mail', prompt: 'consent' }],
    ['audience=mail\r\nprompt=consent\n', { audience: 'mail', prompt: 'consent' }],
    ['resource=https://a.example&resource=https://b.example', { resource: ['https://a.example', 'https://b.example'] }],
    ['requested_token_type=jwt&token_format=opaque&max_age=0', undefined],
    ['acr_values=', { acr_values: '' }],
    ['', {}],
  ])('%j are taken', (text, read) => {
    expect(parametersProblem(text)).toBeNull();
    if (read) expect(readParameters(text)).toEqual(read);
  });

  it.each(['audience', '=mail', 'audience=a b', 'audience=a?b', 'audience=a#b', 'a\0b=c', 'audience=a\u202eb'])(
    '%j are none: the form is told',
    (text) => expect(parametersProblem(text)).toMatch(/^Write parameters as name=value, on lines of their own/),
  );

  it.each(['client_id', 'SCOPE', 'redirect_uri', 'response_mode', 'code', 'code_verifier', 'state', 'login_hint'])(
    '%s is ours',
    (name) => expect(parametersProblem(`a=b&${name}=x`)).toBe(`Leave out ${name}: it is set for each request.`),
  );

  it.each(['request', 'Request_Uri'])('%s would take the place of all others (RFC 9101)', (name) => {
    expect(parametersProblem(`${name}=x`)).toMatch(`Leave out ${name}: what stands in it would count in place`);
  });

  it('username is of a grant that is not used', () => {
    expect(parametersProblem('username=eve')).toMatch('has its own field.');
  });

  const secrets =
    'client_secret password api_key apikey api-key X-API-Key key token access_token refresh_token id_token_hint secret clientSecret client_assertion assertion Authorization private_key';
  it.each(secrets.split(' '))('%s is a secret: it is refused, and not repeated', (name) => {
    const problem = parametersProblem(`audience=mail&${name}=hunter2hunter2`);
    expect(problem).toMatch(`Leave out ${name}: whoever sees these settings would read it.`);
    expect(problem).not.toContain('hunter2');
    const url = new URL(`https://login.example/token?p=policy&${encodeURIComponent(name)}=hunter2hunter2`);
    expect(queryProblem(url)).toMatch(`Leave out ${name} and its value`);
    expect(queryProblem(url)).not.toContain('hunter2');
  });

  it('a name that may stand once alone is not sent twice, nor one of two', () => {
    expect(parametersProblem('prompt=a&prompt=b')).toBe('Give prompt once: only resource may stand several times.');
  });

  it('those that say whom a token is for go with every token request, others with none of a person', () => {
    const all = readParameters('audience=mail&resource=a&resource=b&prompt=consent');
    expect(parametersOfTokens(all)).toEqual({ audience: 'mail', resource: ['a', 'b'] });
  });
});

it.each([
  'https://login.example/authorize?p=policy&tenant=a',
  'https://login.example/monkey?keyboard=a&passage=b&tokens=c',
])('%s is an endpoint as it may be (control)', (url) => expect(queryProblem(new URL(url))).toBeNull());

it.each(['request', 'request_uri'])('an endpoint may not choose everything else by %s (RFC 9101)', (name) => {
  expect(queryProblem(new URL(`https://login.example/authorize?${name}=x`))).toMatch(`Leave out ${name}`);
});
