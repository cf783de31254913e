import type { Route } from '#sandbox/http/router.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { hosts } from './addresses.ts';
import { answerAuthorize } from './authorize.ts';
import { answerProfile, answerSend, answerUnknown } from './gmail.ts';
import { answerToken } from './token.ts';
import { answerDiscovery, answerKeys, answerRevoke, answerTokenInfo, answerUserInfo } from './token-facts.ts';

type Half = Pick<Route, 'path' | 'handle'>;
const get = (path: string, handle: Route['handle']): Route => ({ method: 'GET', path, handle });
const post = (path: string, handle: Route['handle']): Route => ({ method: 'POST', path, handle, fromAnywhere: true });

/** JSON carries base64: a third more than the 35 MiB a message may have. */
const maxJsonBytes = 52_428_800;
const maxUploadRequestBytes = 37_748_736;

/** Google's hosts, as path prefixes of the sandbox. */
export function googleRoutes(sandbox: Sandbox): Route[] {
  const { accounts, oauth, openId, apis, gmail } = hosts;
  const token: Half['handle'] = (request) => answerToken(sandbox, request);
  const authorize: Half['handle'] = (request) => answerAuthorize(sandbox, request);
  const revoke: Half['handle'] = (request) => answerRevoke(sandbox, request);
  const tokenInfo: Half['handle'] = (request) => answerTokenInfo(sandbox, request);
  const userInfo: Half['handle'] = (request) => answerUserInfo(sandbox, request);
  const signIn = ['/o/oauth2/v2/auth', '/o/oauth2/auth'].flatMap((path): Route[] => [
    get(`${accounts}${path}`, authorize),
    { method: 'POST', path: `${accounts}${path}`, handle: authorize },
  ]);
  return [
    ...signIn,
    get(`${accounts}/.well-known/openid-configuration`, () => answerDiscovery(sandbox)),
    post(`${oauth}/token`, token),
    post(`${accounts}/o/oauth2/token`, token),
    post(`${apis}/oauth2/v4/token`, token),
    post(`${oauth}/revoke`, revoke),
    post(`${accounts}/o/oauth2/revoke`, revoke),
    get(`${oauth}/tokeninfo`, tokenInfo),
    post(`${oauth}/tokeninfo`, tokenInfo),
    get(`${openId}/v1/userinfo`, userInfo),
    post(`${openId}/v1/userinfo`, userInfo),
    get(`${apis}/oauth2/v3/userinfo`, userInfo),
    get(`${apis}/oauth2/v3/certs`, () => answerKeys(sandbox)),
    {
      ...post(`${gmail}/gmail/v1/users/:user/messages/send`, (request) => answerSend(sandbox, request, 'json')),
      maxBodyBytes: maxJsonBytes,
    },
    {
      ...post(`${gmail}/upload/gmail/v1/users/:user/messages/send`, (request) =>
        answerSend(sandbox, request, 'upload'),
      ),
      maxBodyBytes: maxUploadRequestBytes,
    },
    get(`${gmail}/gmail/v1/users/:user/profile`, (request) => answerProfile(sandbox, request)),
    get(`${gmail}/gmail/v1/users/:user/:method`, answerUnknown),
  ];
}
