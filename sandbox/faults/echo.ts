import { type Answer, formOf, jsonAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Surface } from './fault-board.ts';

/** A server that breaks and tells the world what it was doing: the request, word by word and field by field. */
export function echo(request: SandboxRequest, surface: Surface): Answer {
  const { authorization = '' } = request.headers;
  const fields = [...formOf(request)].map(([name, value]) => `${name}: ${value}`);
  const said = [`${request.method} ${request.url.href}`, authorization, ...fields, request.body.toString('utf8')];
  const text = `Unhandled exception in ${said.filter(Boolean).join(' | ')}`;
  const body =
    surface === 'token'
      ? { error: 'server_error', error_description: text }
      : { error: { code: 'generalException', message: text } };
  return jsonAnswer(body, 500, { 'x-debug': encodeURIComponent(text.slice(0, 1_000)) });
}
