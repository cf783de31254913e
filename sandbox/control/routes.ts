import type { SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Route } from '#sandbox/http/router.ts';
import type { Control, NewRegistration } from './control.ts';
import { googleControlRoutes } from './google-routes.ts';
import {
  answering,
  type Body,
  bodyOf,
  number,
  optionalFlag,
  optionalOneOf,
  optionalText,
  optionalTexts,
  type Readers,
  text,
  texts,
  wishOf,
} from './read-body.ts';

const registrationReaders: Readers<NewRegistration> = {
  directory: text,
  name: text,
  redirectUris: optionalTexts,
  accountTypes: optionalOneOf('single', 'multi'),
  applicationPermissions: optionalTexts,
  delegatedPermissions: optionalTexts,
  adminConsent: optionalFlag,
  secretEndsAt: optionalText,
};

/** The control API: the same verbs as the typed `control`, as JSON over loopback. */
export function controlRoutes(control: Control): Route[] {
  const get = (path: string, work: (request: SandboxRequest) => unknown): Route => ({
    method: 'GET',
    path: `/control/${path}`,
    handle: answering(work),
  });
  const post = (path: string, work: (body: Body) => unknown): Route => ({
    method: 'POST',
    path: `/control/${path}`,
    handle: answering((request) => work(bodyOf(request))),
  });
  return [
    post('registrations', (body) => control.createRegistration(wishOf(body, registrationReaders))),
    post('secrets', (body) => control.addSecret(text(body, 'clientId'), optionalText(body, 'endsAt'))),
    post('secrets/expire', (body) => control.expireSecret(text(body, 'clientId'), optionalText(body, 'secretId'))),
    post('certificates', (body) => control.addCertificate(text(body, 'clientId'), text(body, 'certificate'))),
    post('certificates/expire', (body) =>
      control.expireCertificate(text(body, 'clientId'), optionalText(body, 'certificateId')),
    ),
    post('redirect-uris', (body) => control.setRedirectUris(text(body, 'clientId'), texts(body, 'uris'))),
    post('strict', (body) => control.setStrict(text(body, 'clientId'), body.strict === true)),
    post('grants/revoke', (body) => ({ revoked: control.revokeGrants(text(body, 'user')) })),
    post('grants/age', (body) => control.ageGrants(text(body, 'user'), number(body, 'days'))),
    post('access-token-lifetime', (body) =>
      control.setAccessTokenLifetime(body.seconds === null ? null : number(body, 'seconds')),
    ),
    get('grants', ({ url }) => control.grants(url.searchParams.get('user') ?? undefined)),
    get('requests', () => control.requests()),
    post('requests/clear', () => control.clearRequests()),
    get('recording', () => control.recording.list()),
    post('recording/start', () => control.recording.start()),
    post('recording/stop', () => control.recording.stop()),
    get('messages/:address', ({ params }) => control.messages(params.address ?? '')),
    post('reset', () => control.reset()),
    ...googleControlRoutes(control.google),
  ];
}
