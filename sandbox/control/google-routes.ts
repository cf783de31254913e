import type { Route } from '#sandbox/http/router.ts';
import type { GoogleControl, NewGoogleClient, NewServiceAccount, ProjectChange } from './google-control.ts';
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

const projectReaders: Readers<ProjectChange> = {
  gmailApi: optionalFlag,
  appName: optionalText,
  audience: optionalOneOf('internal', 'external'),
  publishing: optionalOneOf('testing', 'production'),
  isVerified: optionalFlag,
  testUsers: optionalTexts,
};
const clientReaders: Readers<NewGoogleClient> = {
  ...projectReaders,
  project: text,
  name: optionalText,
  redirectUris: optionalTexts,
};
const serviceAccountReaders: Readers<NewServiceAccount> = {
  ...projectReaders,
  project: text,
  name: optionalText,
  delegateScopes: optionalTexts,
  delegateIn: optionalText,
};

/** The Google part of the control API: the same verbs as the typed `control.google`, as JSON over loopback. */
export function googleControlRoutes(control: GoogleControl): Route[] {
  const post = (path: string, work: (body: Body) => unknown): Route => ({
    method: 'POST',
    path: `/control/google/${path}`,
    handle: answering((request) => work(bodyOf(request))),
  });
  return [
    post('clients', (body) => control.createClient(wishOf(body, clientReaders))),
    post('secrets', (body) => control.addSecret(text(body, 'clientId'))),
    post('redirect-uris', (body) => control.setRedirectUris(text(body, 'clientId'), texts(body, 'uris'))),
    post('service-accounts', (body) => control.createServiceAccount(wishOf(body, serviceAccountReaders))),
    post('service-accounts/keys', (body) => control.addKey(text(body, 'email'))),
    post('service-accounts/keys/delete', (body) => control.deleteKey(text(body, 'email'), text(body, 'keyId'))),
    post('delegations', (body) =>
      control.delegate(text(body, 'domain'), text(body, 'clientId'), texts(body, 'scopes')),
    ),
    post('projects', (body) => control.changeProject(text(body, 'project'), wishOf(body, projectReaders))),
    post('app-passwords', (body) => control.createAppPassword(text(body, 'account'))),
    post('access-token-lifetime', (body) => control.setAccessTokenLifetime(number(body, 'seconds'))),
    {
      method: 'GET',
      path: '/control/google/grants',
      handle: answering(({ url }) => control.grants(url.searchParams.get('user') ?? undefined)),
    },
  ];
}
