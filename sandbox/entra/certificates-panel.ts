import { type Html, html } from '#sandbox/http/html.ts';
import type { ClientCertificate } from '#sandbox/microsoft/certificates.ts';
import type { Registration } from '#sandbox/microsoft/registrations.ts';
import { moment } from '#sandbox/pages/layout.ts';
import { places } from '#sandbox/pages/places.ts';
import { fieldProblem } from './frame.ts';

/** "Certificates": what may sign in place of a client secret. */
export function certificatesPanel({ clientId, certificates }: Registration, problem: string | undefined): Html {
  const table = html`<table class="cards-when-narrow">
<thead><tr><th scope="col">Thumbprint</th><th scope="col">Description</th><th scope="col">Start date</th><th scope="col">Expires</th><th scope="col">Certificate ID</th><th scope="col"><span class="unseen">Delete</span></th></tr></thead>
<tbody>${[...certificates].reverse().map((one) => row(clientId, one))}</tbody></table>`;
  return html`<section class="panel" id="certificates" aria-labelledby="certificates-title">
<div class="heading"><h2 id="certificates-title">Certificates</h2>
<button type="button" data-opens="certificate-dialog">Upload certificate</button></div>
<p class="hint">Certificates can be used as secrets to prove the application’s identity when requesting a token. Also can be
referred to as public keys.</p>
${fieldProblem('certificate-problem', problem)}
${certificates.length > 0 ? table : html`<p class="quiet">No certificates have been added for this application.</p>`}
${dialog(clientId)}
</section>`;
}

function row(clientId: string, { id, thumbprint, description, startsAt, endsAt }: ClientCertificate): Html {
  const isOver = Date.parse(endsAt) <= Date.now();
  return html`<tr>
<th scope="row" data-label="Thumbprint"><code>${thumbprint}</code></th>
<td data-label="Description">${description}</td>
<td data-label="Start date">${moment(startsAt)}</td>
<td data-label="Expires">${moment(endsAt)}${isOver ? html` <span class="state bad">Expired</span>` : ''}</td>
<td data-label="Certificate ID"><code>${id}</code></td>
<td><form method="post" action="${places.registrations.path}/${clientId}/certificates/delete"><input type="hidden" name="certificateId" value="${id}">
<button class="subtle" aria-label="Delete certificate ${thumbprint}">Delete</button></form></td>
</tr>`;
}

function dialog(clientId: string): Html {
  return html`<dialog id="certificate-dialog" aria-labelledby="certificate-dialog-title">
<form method="post" action="${places.registrations.path}/${clientId}/certificates" enctype="multipart/form-data">
<h2 id="certificate-dialog-title">Upload a certificate</h2>
<div class="field"><label for="certificate">Certificate</label>
<input id="certificate" name="certificate" type="file" accept=".cer,.pem,.crt" required>
<p class="hint">Upload a certificate (public key) with one of the following file types: .cer, .pem, .crt</p></div>
<div class="field"><label for="certificate-description">Description</label>
<input id="certificate-description" name="description" autocomplete="off" maxlength="120" placeholder="Enter a description for this certificate"></div>
<div class="actions"><button class="primary">Add</button><button type="button" data-closes>Cancel</button></div>
</form></dialog>`;
}
