import { type Answer, jsonAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Route } from '#sandbox/http/router.ts';
import { type Control, ControlError, type NewRegistration } from './control.ts';

type Body = Record<string, unknown>;

function bodyOf(request: SandboxRequest): Body {
  if (request.body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Body;
  } catch {
    // Said below.
  }
  throw new ControlError('The body must be a JSON object.');
}

function text(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new ControlError(`The field "${name}" must be a text.`);
  return value;
}

const optionalText = (body: Body, name: string): string | undefined =>
  body[name] === undefined ? undefined : text(body, name);

function number(body: Body, name: string): number {
  const value = body[name];
  if (typeof value !== 'number') throw new ControlError(`The field "${name}" must be a number.`);
  return value;
}

const answering =
  (work: (request: SandboxRequest) => unknown) =>
  async (request: SandboxRequest): Promise<Answer> => {
    try {
      return jsonAnswer((await work(request)) ?? { done: true });
    } catch (error) {
      if (error instanceof ControlError) return jsonAnswer({ error: error.message }, 422);
      throw error;
    }
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
    post('registrations', (body) => {
      text(body, 'directory');
      text(body, 'name');
      return control.createRegistration(body as NewRegistration);
    }),
    post('secrets', (body) => control.addSecret(text(body, 'clientId'), optionalText(body, 'endsAt'))),
    post('secrets/expire', (body) => control.expireSecret(text(body, 'clientId'), optionalText(body, 'secretId'))),
    post('redirect-uris', (body) => {
      if (!Array.isArray(body.uris)) throw new ControlError('The field "uris" must be a list of texts.');
      control.setRedirectUris(text(body, 'clientId'), body.uris.map(String));
    }),
    post('strict', (body) => control.setStrict(text(body, 'clientId'), body.strict === true)),
    post('grants/revoke', (body) => ({ revoked: control.revokeGrants(text(body, 'user')) })),
    post('grants/age', (body) => control.ageGrants(text(body, 'user'), number(body, 'days'))),
    post('access-token-lifetime', (body) =>
      control.setAccessTokenLifetime(body.seconds === null ? null : number(body, 'seconds')),
    ),
    get('grants', ({ url }) => control.grants(url.searchParams.get('user') ?? undefined)),
    get('requests', () => control.requests()),
    post('requests/clear', () => control.clearRequests()),
    get('messages/:address', ({ params }) => control.messages(params.address ?? '')),
    post('reset', () => control.reset()),
  ];
}
