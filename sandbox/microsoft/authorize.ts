import { randomUUID } from 'node:crypto';
import { type Answer, cookieOf, formOf, htmlAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { refusalPage, sendBack, sendRefusal } from './authorize-answer.ts';
import { accountPage, consentPage } from './authorize-pages.ts';
import {
  type AuthorizeRequest,
  type ReturnAddress,
  readAuthorizeRequest,
  readReturnAddress,
} from './authorize-request.ts';
import { consentedIds, giveConsent } from './consents.ts';
import { findMember, type Member } from './directory.ts';
import { findPermission } from './permissions.ts';
import { AadstsError, type Refusal, refusals } from './replies.ts';
import { askedIds } from './scopes.ts';

/** Who signed in last in this browser: only `prompt=none` goes by it, everyone else is asked each time. */
const accountCookie = 'sandbox_account';

/** `GET` and `POST /{tenant}/oauth2/v2.0/authorize`: every step carries the whole request in its address. */
export function answerAuthorize(sandbox: Sandbox, request: SandboxRequest): Answer {
  const clientId = request.url.searchParams.get('client_id') ?? undefined;
  const log = (what: string, status: number, said?: Refusal): void =>
    sandbox.log.add({
      surface: 'authorize',
      what,
      status,
      ...(clientId ? { clientId } : {}),
      ...(said ? { error: `AADSTS${said.code}` } : {}),
    });
  let address: ReturnAddress | undefined;
  try {
    address = readReturnAddress(sandbox, request);
    const answer = nextStep(sandbox, request, readAuthorizeRequest(request, address));
    log(answer.status === 302 ? 'sent back' : 'page', answer.status);
    return answer;
  } catch (error) {
    if (!(error instanceof AadstsError)) throw error;
    const said = error.refusal;
    const staysHere = !address || error instanceof PageOnly;
    log(staysHere ? 'error page' : 'error sent back', staysHere ? said.status : 302, said);
    return staysHere || !address ? refusalPage(said) : sendRefusal(address, said, sandbox.authority);
  }
}

/** Told on Microsoft's page although the return address is known. */
class PageOnly extends AadstsError {}

function nextStep(sandbox: Sandbox, request: SandboxRequest, asked: AuthorizeRequest): Answer {
  if (asked.prompts.has('none')) return silently(sandbox, request, asked);
  const form = request.method === 'POST' ? formOf(request) : new URLSearchParams();
  const action = `${request.url.pathname}${request.url.search}`;
  const account = form.get('account');
  if (!account) return htmlAnswer(accountPage(asked, action));
  const member = requireMember(asked, account);
  if (form.get('step') === 'consent') return decide(sandbox, asked, member, form);
  const wanted = wantedIds(asked);
  if (!needsConsent(sandbox, asked, member, wanted)) return complete(sandbox, asked, member);
  return htmlAnswer(consentPage(asked.registration, member, wanted, action));
}

/** `prompt=none`: an answer without any page, or the reason why that cannot be. */
function silently(sandbox: Sandbox, request: SandboxRequest, asked: AuthorizeRequest): Answer {
  const member = findMember(cookieOf(request, accountCookie) ?? '');
  const isHinted = !asked.loginHint || asked.loginHint.toLowerCase() === member?.person.address;
  if (!member || !isHinted) throw new AadstsError(refusals.notSignedIn());
  const { clientId, name } = asked.registration;
  if (needsConsent(sandbox, asked, requireMember(asked, member.person.id), wantedIds(asked))) {
    throw new AadstsError({ ...refusals.consentRequired(clientId, name), error: 'consent_required' });
  }
  return complete(sandbox, asked, member);
}

function requireMember(asked: AuthorizeRequest, account: string): Member {
  const member = findMember(account);
  if (!member) throw new AadstsError(refusals.notSignedIn());
  const { tenant, registration } = asked;
  if ('directory' in tenant && tenant.directory.id !== member.directory.id) {
    const { clientId, name } = registration;
    throw new PageOnly(
      refusals.personOfOtherDirectory(
        member.person.address,
        member.directory.id,
        tenant.directory.name,
        clientId,
        name,
      ),
    );
  }
  return member;
}

/** Asked permissions; `.default` means the delegated ones configured at the registration. */
function wantedIds(asked: AuthorizeRequest): string[] {
  const byDefault = asked.scopes.apis
    .filter(({ isDefault }) => isDefault)
    .flatMap(({ api }) =>
      asked.registration.permissions
        .flatMap((id) => findPermission(id) ?? [])
        .filter(({ kind, resource }) => kind === 'delegated' && resource === api)
        .map(({ id }) => id),
    );
  return [...new Set([...askedIds(asked.scopes), ...byDefault])];
}

const placeOf = (asked: AuthorizeRequest, member: Member): { clientId: string; directoryId: string } => ({
  clientId: asked.registration.clientId,
  directoryId: member.directory.id,
});

function needsConsent(sandbox: Sandbox, asked: AuthorizeRequest, member: Member, wanted: string[]): boolean {
  const given = consentedIds(sandbox.store, placeOf(asked, member), member.person.id);
  return asked.prompts.has('consent') || wanted.some((id) => !given.has(id));
}

function decide(sandbox: Sandbox, asked: AuthorizeRequest, member: Member, form: URLSearchParams): Answer {
  if (form.get('decision') !== 'accept') throw new AadstsError(refusals.consentDeclined());
  const forAll = member.person.isAdmin && form.get('organization') === 'yes';
  giveConsent(sandbox.store, placeOf(asked, member), forAll ? '*' : member.person.id, wantedIds(asked));
  return complete(sandbox, asked, member);
}

function complete(sandbox: Sandbox, asked: AuthorizeRequest, member: Member): Answer {
  const code = sandbox.codes.issue({
    ...placeOf(asked, member),
    userId: member.person.id,
    redirectUri: asked.redirectUri,
    scopes: asked.scopes,
    ...(asked.nonce ? { nonce: asked.nonce } : {}),
    ...(asked.challenge ? { challenge: asked.challenge } : {}),
  });
  const cookie = `${accountCookie}=${member.person.id}; Path=/login.microsoftonline.com; HttpOnly; SameSite=Lax`;
  return sendBack(asked, { code, session_state: randomUUID() }, { 'set-cookie': cookie });
}
