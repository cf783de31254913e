import { type Html, html } from '#sandbox/http/html.ts';
import { moment, page } from '#sandbox/pages/layout.ts';
import { places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { catalogue, type Entry, findEntry } from './catalogue.ts';
import type { Fault, Provider } from './fault-board.ts';
import { faultFields } from './fault-fields.ts';

type Shown = { provider: Provider; done?: string | undefined; problem?: { kind: string; text: string } };

const names: Record<Provider, string> = { google: 'Google', microsoft: 'Microsoft', smtp: 'Mail server' };

/** Everything that can be made to go wrong at one provider, and what is going wrong now at any. */
export function faultsPage(sandbox: Sandbox, { provider, done, problem }: Shown): Html {
  const entries = catalogue.filter((entry) => entry.provider === provider);
  const groups = [...new Set(entries.map(({ group }) => group))];
  const tab = (own: Provider): Html =>
    html`<a href="${places.faults.path}?provider=${own}"${own === provider ? html` aria-current="page"` : ''}>${names[own]}</a>`;
  const main = html`<div class="heading"><h1>Faults</h1></div>
<p class="lead">Make something go wrong, and see what the product says. What happens once happens at once; a switch waits for the next
requests.</p>
${done ? html`<p class="done" role="status">${done}</p>` : ''}
${active(sandbox, provider)}
<nav class="tabs" aria-label="Provider">${tab('microsoft')}${tab('google')}${tab('smtp')}</nav>
${groups.map(
  (
    group,
  ) => html`<section class="panel flush" aria-labelledby="${idOf(group)}"><h2 class="inset" id="${idOf(group)}">${group}</h2>
<ul class="plain faults">${entries.filter((entry) => entry.group === group).map((entry) => item(sandbox, entry, problem))}</ul></section>`,
)}`;
  return page({ title: 'Faults', place: 'faults', main });
}

const idOf = (group: string): string => `group-${group.toLowerCase().replaceAll(' ', '-')}`;

/** One entry opens to its form; without a choice to make it is still one click away, never done by accident. */
function item(sandbox: Sandbox, entry: Entry, problem: Shown['problem']): Html {
  const isWrong = problem?.kind === entry.kind;
  return html`<li><details${isWrong ? html` open` : ''}><summary><span class="fault-name">${entry.label}</span>
<span class="quiet">${entry.says}</span></summary>
<form method="post" action="${places.faults.path}" class="fault-form">
<input type="hidden" name="provider" value="${entry.provider}"><input type="hidden" name="kind" value="${entry.kind}">
${isWrong ? html`<p class="problem" role="alert">${problem?.text}</p>` : ''}
${faultFields(sandbox, entry)}
<div class="actions start"><button class="primary">${entry.isAct ? 'Do it now' : 'Switch on'}</button></div>
</form></details></li>`;
}

function active({ faults }: Sandbox, provider: Provider): Html {
  const list = faults.list();
  if (list.length === 0)
    return html`<p class="panel quiet" id="active">Nothing is switched on. Everything works as it should.</p>`;
  const clear = html`<form method="post" action="${places.faults.path}/clear"><input type="hidden" name="provider" value="${provider}"><button>Clear all</button></form>`;
  return html`<section class="panel" id="active" aria-labelledby="active-title">
<div class="heading"><h2 id="active-title">Switched on</h2>${clear}</div>
<ul class="plain lines">${list.map((fault) => line(fault, provider))}</ul></section>`;
}

function line(fault: Fault, provider: Provider): Html {
  const label = findEntry(fault.provider, fault.kind)?.label ?? fault.kind;
  return html`<li><span class="state warn">${names[fault.provider]}</span><strong>${label}</strong>
<span class="quiet">${detail(fault)} · since ${moment(fault.since)}</span>
<form method="post" action="${places.faults.path}/off" class="end"><input type="hidden" name="provider" value="${provider}"><input type="hidden" name="id" value="${fault.id}">
<button class="subtle" aria-label="Switch off: ${label}">Switch off</button></form></li>`;
}

function detail({ account, clientId, place, surface, left, seconds, ms, scope, as }: Fault): string {
  const parts = [
    account ?? '',
    clientId ? `client ${clientId.slice(0, 24)}…` : '',
    place ? `in ${place}` : '',
    surface ? `at ${surface}` : '',
    scope ? `scope ${scope}` : '',
    as ? `as ${as}` : '',
    seconds === undefined ? '' : `Retry-After ${seconds} s`,
    ms === undefined ? '' : `${ms} ms`,
    left === null ? 'until switched off' : left === 1 ? 'once more' : `${left} more times`,
  ];
  return parts.filter(Boolean).join(' · ');
}
