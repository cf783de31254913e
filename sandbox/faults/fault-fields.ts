import { domains } from '#sandbox/google/directory.ts';
import { isSignIn, scopes } from '#sandbox/google/scopes.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import { directories } from '#sandbox/microsoft/directory.ts';
import { relayUsers } from '#sandbox/relay/users.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import type { Choice, Entry, Option } from './catalogue.ts';
import type { Provider, Surface } from './fault-board.ts';

type Pair = [value: string, label: string];

const surfaceNames: Record<Surface, string> = {
  authorize: 'Sign-in pages',
  token: 'Token endpoint',
  api: 'Mail API',
  smtp: 'SMTP',
};

function addresses(provider: Provider): Pair[] {
  if (provider === 'smtp') return relayUsers.map(({ name }): Pair => [name, name]);
  const people = (provider === 'google' ? domains : directories).flatMap((one) => one.people);
  return people.map(({ address }): Pair => [address, address]);
}

function clients({ store }: Sandbox, provider: Provider): Pair[] {
  if (provider === 'microsoft') {
    return store.state.microsoft.registrations.map(({ clientId, name }): Pair => [clientId, name]);
  }
  return store.state.google.projects.flatMap((project) => [
    ...project.clients.map(({ clientId, name }): Pair => [clientId, `${name} · ${project.name}`]),
    ...project.serviceAccounts.map(({ uniqueId, name }): Pair => [uniqueId, `${name} (service account)`]),
  ]);
}

const places = ({ store }: Sandbox, provider: Provider): Pair[] =>
  provider === 'google'
    ? store.state.google.projects.map(({ id, name }): Pair => [id, name])
    : directories.map(({ id, name }): Pair => [id, name]);

function select(entry: Entry, name: string, label: string, everything: string | undefined, options: Pair[]): Html {
  const id = `${entry.kind}-${name}`;
  const first = everything ? html`<option value="">${everything}</option>` : '';
  return html`<div class="field"><label for="${id}">${label}</label><select id="${id}" name="${name}">${first}${options.map(
    ([value, text]) => html`<option value="${value}">${text}</option>`,
  )}</select></div>`;
}

function amount(entry: Entry, name: string, label: string, hint: string, value = ''): Html {
  const id = `${entry.kind}-${name}`;
  return html`<div class="field"><label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="text" inputmode="numeric" pattern="[0-9]*" value="${value}" placeholder="${hint}" autocomplete="off"></div>`;
}

/** What it strikes, how, and how often. */
export function faultFields(sandbox: Sandbox, entry: Entry): Html {
  const { provider, isAct, options, surfaces } = entry;
  const choices: Record<Choice, () => Html> = {
    account: () => select(entry, 'account', 'Account', 'Everyone', addresses(provider)),
    client: () => select(entry, 'clientId', 'Application', 'Every application', clients(sandbox, provider)),
    place: () =>
      provider === 'google'
        ? select(entry, 'place', 'Project', 'Every project', places(sandbox, provider))
        : select(entry, 'place', 'Tenant', 'Every tenant', places(sandbox, provider)),
    surface: () =>
      select(
        entry,
        'surface',
        'Where',
        'Everywhere',
        surfaces.map((one): Pair => [one, surfaceNames[one]]),
      ),
  };
  const own: Record<Option, () => Html> = {
    seconds: () => amount(entry, 'seconds', 'Retry-After, seconds', 'none is sent'),
    ms: () => amount(entry, 'ms', 'Milliseconds', '5000', '5000'),
    scope: () =>
      select(
        entry,
        'scope',
        'Scope',
        undefined,
        scopes.filter(({ name }) => !isSignIn(name)).map(({ name }): Pair => [name, name]),
      ),
    as: () => select(entry, 'as', 'Who consents instead', undefined, addresses(provider)),
  };
  const isOnce = entry.group === 'Consent' || entry.kind.startsWith('drop-');
  const often = isAct ? '' : amount(entry, 'count', 'Next requests', 'until switched off', isOnce ? '1' : '');
  return html`<div class="fault-fields">${entry.choices.map((one) => choices[one]())}${options.map((one) => own[one]())}${often}</div>`;
}
