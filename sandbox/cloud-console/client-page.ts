import { addressesOf } from '#sandbox/google/addresses.ts';
import { maxSecrets } from '#sandbox/google/clients.ts';
import type { OAuthClient, OAuthSecret, Project } from '#sandbox/google/projects.ts';
import { type Html, html } from '#sandbox/http/html.ts';
import { copyField, moment } from '#sandbox/pages/layout.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { nameField, redirectFields } from './client-form-page.ts';
import { consoleHref, consolePageIn, downloadLink } from './frame.ts';
import type { ClientForm, ClientProblems } from './read-forms.ts';

type Wrong = { typed: ClientForm; problems: ClientProblems };

/** One client: its ID always, a new secret once, redirect URIs to change. */
export function clientPage(sandbox: Sandbox, project: Project, client: OAuthClient, wrong?: Wrong): Html {
  const { name, redirectUris } = wrong?.typed ?? client;
  const here = consoleHref(`/auth/clients/${client.clientId}`, project);
  const fresh = client.secrets.find(({ id }) => sandbox.newSecretValues.has(id));
  const main = html`<div class="heading"><h1>${client.name}</h1>${deletion(project, client)}</div>
${fresh ? created(sandbox, project, client, fresh) : ''}
<section class="panel" aria-labelledby="info-title"><h2 id="info-title">Additional information</h2>
${fresh ? '' : html`<dl class="fields">${copyField('Client ID', client.clientId)}</dl>`}
<dl class="pairs"><div><dt>Creation date</dt><dd>${moment(client.createdAt)}</dd></div></dl></section>
${secrets(project, client)}
<form method="post" action="${here}" class="panel form">
${nameField(name, wrong?.problems.name)}
${redirectFields(redirectUris, wrong?.problems.redirectUris)}
<p class="hint">At Google it may take 5 minutes to a few hours for settings to take effect; here they do at once.</p>
<div class="actions start"><button class="primary">Save</button></div></form>
<p><a href="${consoleHref('/auth/clients', project)}">All clients</a></p>`;
  return consolePageIn(sandbox, project, { title: client.name, here: '/auth/clients', main });
}

/** The one time the secret is on a page. */
function created(sandbox: Sandbox, project: Project, client: OAuthClient, secret: OAuthSecret): Html {
  const value = sandbox.newSecretValues.get(secret.id) ?? '';
  const { authorize, token, apis } = addressesOf(sandbox);
  const file = {
    web: {
      client_id: client.clientId,
      project_id: project.id,
      auth_uri: authorize,
      token_uri: token,
      auth_provider_x509_cert_url: `${apis}/oauth2/v1/certs`,
      client_secret: value,
      redirect_uris: client.redirectUris,
    },
  };
  const title = client.secrets.length === 1 ? 'OAuth client created' : 'Client secret added';
  return html`<section class="panel" aria-labelledby="created-title"><div class="fresh"><h2 id="created-title">${title}</h2>
<p role="status">Copy the client secret now, or download the JSON: once you leave this page it can no longer be viewed or downloaded.</p>
<dl class="fields">${copyField('Client ID', client.clientId)}${copyField('Client secret', value)}</dl>
<div class="actions start">${downloadLink('Download JSON', `client_secret_${client.clientId}.json`, file)}</div></div></section>`;
}

function secrets(project: Project, client: OAuthClient): Html {
  const action = (verb: string): string => consoleHref(`/auth/clients/${client.clientId}/secrets/${verb}`, project);
  const row = (secret: OAuthSecret): Html => {
    const button = (verb: string, label: string): Html =>
      html`<form method="post" action="${action(verb)}"><input type="hidden" name="secretId" value="${secret.id}"><button class="subtle" aria-label="${label} client secret ending in ${secret.hint}">${label}</button></form>`;
    return html`<tr><th scope="row" data-label="Client secret"><code>****${secret.hint}</code></th>
<td data-label="Creation date">${moment(secret.createdAt)}</td>
<td data-label="Status">${secret.isEnabled ? html`<span class="state good">Enabled</span>` : html`<span class="state bad">Disabled</span>`}</td>
<td><div class="actions end-actions">${secret.isEnabled ? button('disable', 'Disable') : html`${button('enable', 'Enable')}${button('delete', 'Delete')}`}</div></td></tr>`;
  };
  const isFull = client.secrets.length >= maxSecrets;
  const add = isFull
    ? html`<p class="hint">A client can have two secrets: disable and delete one to add another.</p>`
    : html`<form method="post" action="${action('add')}"><button>Add secret</button></form>`;
  return html`<section class="panel" id="secrets" aria-labelledby="secrets-title"><h2 id="secrets-title">Client secrets</h2>
<table class="cards-when-narrow"><thead><tr><th scope="col">Client secret</th><th scope="col">Creation date</th><th scope="col">Status</th><th scope="col"><span class="unseen">Change</span></th></tr></thead>
<tbody>${client.secrets.map(row)}</tbody></table>${add}</section>`;
}

const deletion = (
  project: Project,
  { clientId, name }: OAuthClient,
): Html => html`<button type="button" class="subtle" data-opens="delete-dialog">Delete</button>
<dialog id="delete-dialog" aria-labelledby="delete-title"><form method="post" action="${consoleHref(`/auth/clients/${clientId}/delete`, project)}">
<h2 id="delete-title">Delete OAuth client?</h2>
<p>Apps that use ${name} stop working at once. It can be restored for 30 days.</p>
<div class="actions"><button type="button" data-closes>Cancel</button><button class="danger">Delete</button></div></form></dialog>`;
