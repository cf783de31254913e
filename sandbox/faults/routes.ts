import { ControlError } from '#sandbox/control/control-error.ts';
import { answering, bodyOf, optionalNumber, optionalText, text } from '#sandbox/control/read-body.ts';
import { type Answer, formOf, htmlAnswer, redirectAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Route } from '#sandbox/http/router.ts';
import { places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { findEntry } from './catalogue.ts';
import type { Provider } from './fault-board.ts';
import type { FaultControl, FaultWish } from './fault-control.ts';
import { faultsPage } from './faults-page.ts';

const isProvider = (name: string): name is Provider => ['google', 'microsoft', 'smtp'].includes(name);

const providerOf = (name: string): Provider => {
  if (isProvider(name)) return name;
  throw new ControlError('The field "provider" must be google, microsoft or smtp.');
};

/** The control API of faults, and the page that does the same by hand. */
export function faultRoutes(sandbox: Sandbox, control: FaultControl): Route[] {
  const page = (request: SandboxRequest): Answer => {
    const query = request.url.searchParams;
    return htmlAnswer(faultsPage(sandbox, { provider: readProvider(query), done: query.get('done') ?? undefined }));
  };
  const here = (form: URLSearchParams, more = ''): Answer =>
    redirectAnswer(`${places.faults.path}?provider=${readProvider(form)}${more}`);
  return [
    { method: 'GET', path: places.faults.path, handle: page },
    { method: 'POST', path: places.faults.path, handle: (request) => setByForm(sandbox, control, request) },
    {
      method: 'POST',
      path: `${places.faults.path}/off`,
      handle: (request) => {
        const form = formOf(request);
        sandbox.faults.off(form.get('id') ?? '');
        return here(form);
      },
    },
    {
      method: 'POST',
      path: `${places.faults.path}/clear`,
      handle: (request) => {
        control.clear();
        return here(formOf(request));
      },
    },
    { method: 'GET', path: '/control/faults', handle: answering(() => control.list()) },
    { method: 'POST', path: '/control/faults', handle: answering((request) => control.set(readWish(request))) },
    {
      method: 'POST',
      path: '/control/faults/off',
      handle: answering((request) => control.off(text(bodyOf(request), 'id'))),
    },
    { method: 'POST', path: '/control/faults/clear', handle: answering(() => control.clear()) },
  ];
}

const readProvider = (from: URLSearchParams): Provider => {
  const name = from.get('provider') ?? '';
  return isProvider(name) ? name : 'microsoft';
};

function readWish(request: SandboxRequest): FaultWish {
  const body = bodyOf(request);
  const word = (name: string): string | undefined => optionalText(body, name);
  return {
    provider: providerOf(text(body, 'provider')),
    kind: text(body, 'kind'),
    account: word('account'),
    clientId: word('clientId'),
    place: word('place'),
    surface: word('surface'),
    count: optionalNumber(body, 'count'),
    seconds: optionalNumber(body, 'seconds'),
    ms: optionalNumber(body, 'ms'),
    scope: word('scope'),
    as: word('as'),
  };
}

/** What was switched on is seen in its list; what was done once is said. */
function setByForm(sandbox: Sandbox, control: FaultControl, request: SandboxRequest): Answer {
  const form = formOf(request);
  const provider = readProvider(form);
  const word = (name: string): string | undefined => form.get(name)?.trim() || undefined;
  const amount = (name: string): number | undefined => (word(name) === undefined ? undefined : Number(word(name)));
  const kind = form.get('kind') ?? '';
  try {
    const result = control.set({
      provider,
      kind,
      account: word('account'),
      clientId: word('clientId'),
      place: word('place'),
      surface: word('surface'),
      count: amount('count'),
      seconds: amount('seconds'),
      ms: amount('ms'),
      scope: word('scope'),
      as: word('as'),
    });
    const done = 'changed' in result ? `&done=${encodeURIComponent(saying(provider, kind, result.changed))}` : '';
    return redirectAnswer(`${places.faults.path}?provider=${provider}${done}`);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return htmlAnswer(faultsPage(sandbox, { provider, problem: { kind, text: error.message } }), 422);
  }
}

function saying(provider: Provider, kind: string, changed: number): string {
  const label = findEntry(provider, kind)?.label ?? kind;
  return changed === 0 ? `${label}: there was nothing to change.` : `${label}: done, ${changed} changed.`;
}
