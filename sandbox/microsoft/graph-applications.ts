import { type Answer, jsonAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import type { ClientCertificate } from './certificates.ts';
import { GraphError, graphFaults, graphHeaders, graphRefusal } from './graph-errors.ts';
import { requireToken } from './graph-token.ts';
import { type ClientSecret, findRegistration, type Registration } from './registrations.ts';
import type { ValidClaims } from './tokens.ts';

/** Selecting `keyCredentials` is capped at so many a minute and directory (application-get). */
const mostKeyReads = 150;
const minuteMs = 60_000;

/** The least that opens an application object (application-get-permissions). */
const permission = 'Application.Read.All';

const byAppId = /^applications\(appId='([^']*)'\)$/;

/** `GET /v1.0/applications(appId='…')`: an application object, as its own directory keeps it. */
export async function answerApplication(sandbox: Sandbox, request: SandboxRequest): Promise<Answer> {
  const segment = request.params.segment ?? '';
  const asked = byAppId.exec(segment)?.[1];
  if (asked === undefined) return graphRefusal(request, graphFaults.unknownSegment(segment));
  const log = (status: number, error?: string): void =>
    sandbox.log.add({
      surface: 'graph',
      what: 'applications',
      status,
      resource: 'graph',
      clientId: asked,
      ...(error ? { error } : {}),
    });
  try {
    const claims = await requireToken(sandbox, request);
    if (!mayRead(claims)) throw new GraphError(graphFaults.insufficientPrivileges());
    const selected = request.url.searchParams.get('$select')?.split(',') ?? [];
    if (selected.includes('keyCredentials')) requireRoom(sandbox, claims.tid);
    const found = findRegistration(sandbox.store, asked);
    // Elsewhere an application has a service principal alone.
    if (!found || found.directoryId !== claims.tid) throw new GraphError(graphFaults.noSuchObject(asked));
    log(200);
    return jsonAnswer(objectOf(sandbox, found, selected), 200, graphHeaders(request));
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    log(error.fault.status, error.fault.code);
    return graphRefusal(request, error.fault);
  }
}

const mayRead = ({ scopes, roles }: ValidClaims): boolean => (scopes ?? roles).includes(permission);

function requireRoom({ keyReads }: Sandbox, directoryId: string): void {
  const since = Date.now() - minuteMs;
  const recent = (keyReads.get(directoryId) ?? []).filter((at) => at > since);
  if (recent.length >= mostKeyReads) throw new GraphError(graphFaults.tooManyRequests());
  keyReads.set(directoryId, [...recent, Date.now()]);
}

/** What was selected of the object, in the order asked; all of it where nothing was. */
function objectOf({ cloud }: Sandbox, registration: Registration, selected: string[]): Record<string, unknown> {
  const { objectId, clientId, name, createdAt, secrets, certificates } = registration;
  const whole: Record<string, unknown> = {
    id: objectId,
    appId: clientId,
    displayName: name,
    createdDateTime: createdAt,
    passwordCredentials: secrets.map(passwordCredential),
    keyCredentials: certificates.map(keyCredential),
  };
  const names = selected.length > 0 ? selected.filter((one) => one in whole) : Object.keys(whole);
  const part = selected.length > 0 ? `(${selected.join(',')})` : '';
  return {
    '@odata.context': `${cloud.uris.graph[0] ?? ''}/v1.0/$metadata#applications${part}/$entity`,
    ...Object.fromEntries(names.map((one) => [one, whole[one]])),
  };
}

/** resources/passwordCredential: the value is never in it. */
const passwordCredential = ({ id, description, hint, startsAt, endsAt }: ClientSecret) => ({
  customKeyIdentifier: null,
  displayName: description,
  endDateTime: endsAt,
  hint,
  keyId: id,
  secretText: null,
  startDateTime: startsAt,
});

/** resources/keyCredential: known by its SHA-1, as binary values are written in JSON. The certificate is not kept here. */
const keyCredential = ({ id, description, thumbprint, startsAt, endsAt }: ClientCertificate) => ({
  customKeyIdentifier: Buffer.from(thumbprint, 'hex').toString('base64'),
  displayName: description,
  endDateTime: endsAt,
  key: null,
  keyId: id,
  startDateTime: startsAt,
  type: 'AsymmetricX509Cert',
  usage: 'Verify',
});
