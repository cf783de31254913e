import { randomUUID } from 'node:crypto';
import { type Answer, cookieOf, htmlAnswer, redirectAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
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
import { findMemberAt, type Member } from './directory.ts';
import { findPermission } from './permissions.ts';
import { AadstsError, type Refusal, refusals } from './replies.ts';
import { askedIds } from './scopes.ts';
import { readStep, withAccount } from './sign-in-step.ts';

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
    const answer = nextStep(sandbox, request, readAuthorizeRequest(sandbox, request, address));
    // 303 only turns a posted form into the page that follows.
    if (answer.status !== 303) log(answer.status === 302 ? 'sent back' : 'page', answer.status);
    return answer;
  } catch (error) {
    if (!(error instanceof AadstsError)) throw error;
    const said = error.refusal;
    const staysHere = !address || error instanceof PageOnly;
    log(staysHere ? 'error page' : 'error sent back', staysHere ? said.status : 302, said);
    if (error instanceof PageOnly) return refusalPage(said, readStep(request).action);
    return address ? sendRefusal(address, said, sandbox.authority) : refusalPage(said);
  }
}

/** Told on Microsoft's page although the return address is known: another account could go on. */
class PageOnly extends AadstsError {}

function nextStep(sandbox: Sandbox, request: SandboxRequest, asked: AuthorizeRequest): Answer {
  if (asked.prompts.has('none')) return silently(sandbox, request, asked);
  const { account, form, action } = readStep(request);
  if (!account) return htmlAnswer(accountPage(sandbox, asked, action));
  if (form?.get('step') === 'account') return afterAccount(sandbox, asked, account, action);
  const member = requireMember(sandbox, asked, account);
  if (form?.get('step') === 'consent') return decide(sandbox, asked, member, form);
  const wanted = wantedIds(asked);
  // Someone came back by Back after accepting: looking at a page never issues a code.
  if (!needsConsent(sandbox, asked, member, wanted)) return htmlAnswer(accountPage(sandbox, asked, action));
  return htmlAnswer(consentPage(asked.registration, member, wanted, action));
}

/** Picked: straight back to the application where nothing is left to ask, else on to the page that asks or refuses. */
function afterAccount(sandbox: Sandbox, asked: AuthorizeRequest, account: string, action: string): Answer {
  const member = findMemberAt(sandbox.cloud.id, account);
  const isDone = member && isOfTenant(asked, member) && !needsConsent(sandbox, asked, member, wantedIds(asked));
  return isDone ? complete(sandbox, asked, member) : redirectAnswer(withAccount(action, account));
}

/** `prompt=none`: an answer without any page, or the reason why that cannot be. */
function silently(sandbox: Sandbox, request: SandboxRequest, asked: AuthorizeRequest): Answer {
  const member = findMemberAt(sandbox.cloud.id, cookieOf(request, accountCookie) ?? '');
  const isHinted = !asked.loginHint || asked.loginHint.toLowerCase() === member?.person.address;
  if (!member || !isHinted || !isOfTenant(asked, member)) throw new AadstsError(refusals.notSignedIn());
  const { clientId, name } = asked.registration;
  if (needsConsent(sandbox, asked, member, wantedIds(asked))) {
    throw new AadstsError({ ...refusals.consentRequired(clientId, name), error: 'consent_required' });
  }
  return complete(sandbox, asked, member);
}

const isOfTenant = ({ tenant }: AuthorizeRequest, { directory }: Member): boolean =>
  'shared' in tenant || tenant.directory.id === directory.id;

function requireMember({ cloud }: Sandbox, asked: AuthorizeRequest, account: string): Member {
  const member = findMemberAt(cloud.id, account);
  if (!member) throw new AadstsError(refusals.notSignedIn());
  const { tenant, registration } = asked;
  if ('shared' in tenant || isOfTenant(asked, member)) return member;
  const { clientId, name } = registration;
  const { person, directory } = member;
  throw new PageOnly(
    refusals.personOfOtherDirectory(person.address, directory.id, tenant.directory.name, clientId, name),
  );
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
  const cookie = `${accountCookie}=${member.person.id}; Path=${sandbox.cloud.login}; HttpOnly; SameSite=Lax`;
  return sendBack(asked, { code, session_state: randomUUID() }, { 'set-cookie': cookie });
}
