import {
  type Answer,
  cookieOf,
  formOf,
  htmlAnswer,
  redirectAnswer,
  type SandboxRequest,
} from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { addressesOf } from './addresses.ts';
import { accountPage, blockedPage, consentPage, isTickable, warningPage } from './authorize-pages.ts';
import { type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.ts';
import { BlockedError, blockedPages } from './blocked.ts';
import { findDomain, findHolder, type Holder } from './directory.ts';
import { canRefresh, grantedScopes } from './grants.ts';
import { isSensitive, isSignIn } from './scopes.ts';

/** Who signed in last in this browser: `prompt=none` and the account's own pages go by it, all else asks each time. */
export const accountCookie = 'sandbox_google_account';

/** `GET` and `POST /o/oauth2/v2/auth`: every step carries the whole request in its address. */
export function answerAuthorize(sandbox: Sandbox, request: SandboxRequest): Answer {
  const clientId = request.url.searchParams.get('client_id') ?? undefined;
  const form = request.method === 'POST' ? formOf(request) : new URLSearchParams();
  const holder = findHolder(form.get('account') ?? '');
  const log = (what: string, status: number, error?: string): void =>
    sandbox.log.add({
      surface: 'authorize',
      provider: 'google',
      what,
      status,
      ...(clientId ? { clientId } : {}),
      ...(holder ? { user: holder.account.address } : {}),
      ...(error ? { error } : {}),
    });
  let asked: AuthorizeRequest | undefined;
  try {
    asked = readAuthorizeRequest(sandbox, request);
    const answer = nextStep(sandbox, request, asked, form);
    log(answer.status === 302 ? 'sent back' : 'page', answer.status);
    return answer;
  } catch (error) {
    if (!(error instanceof BlockedError)) throw error;
    log('error page', error.page.status, error.page.code);
    return htmlAnswer(blockedPage(error.page, holder, asked?.project), error.page.status);
  }
}

function nextStep(sandbox: Sandbox, request: SandboxRequest, asked: AuthorizeRequest, form: URLSearchParams): Answer {
  if (asked.prompts.has('none')) return silently(sandbox, request, asked);
  const action = `${request.url.pathname}${request.url.search}`;
  const named = form.get('account');
  if (!named) return htmlAnswer(accountPage(asked, action));
  const holder = findHolder(named);
  if (!holder) throw new BlockedError(blockedPages.accountUnknown());
  const step = form.get('step');
  const isDeclined = step !== 'account' && form.get('decision') !== 'accept';
  if (isDeclined) return sendBack(asked, { error: 'access_denied' });
  requireAllowed(asked, holder);
  if (step === 'consent') return decide(sandbox, asked, holder, form.getAll('scope'));
  if (step === 'account') requireNoPolicy(sandbox, asked, holder);
  if (!needsConsent(sandbox, asked, holder)) return complete(sandbox, asked, holder, asked.scopes, false);
  if (step !== 'warned' && isUnverified(asked)) return htmlAnswer(warningPage(asked, holder, action));
  const had = new Set(grantedScopes(sandbox.store, { userId: holder.account.id, projectId: asked.project.id }));
  return htmlAnswer(consentPage(asked, holder, had, action));
}

/** `prompt=none`: an answer without any page, or the reason why that cannot be. */
function silently(sandbox: Sandbox, request: SandboxRequest, asked: AuthorizeRequest): Answer {
  const holder = findHolder(cookieOf(request, accountCookie) ?? '');
  const hint = asked.loginHint.toLowerCase();
  const isHinted = !hint || hint === holder?.account.address || hint === holder?.account.id;
  if (!holder || !isHinted) return sendBack(asked, { error: 'login_required' });
  requireAllowed(asked, holder);
  if (needsConsent(sandbox, asked, holder)) return sendBack(asked, { error: 'interaction_required' });
  return complete(sandbox, asked, holder, asked.scopes, false);
}

/** Internal apps are for their organization, apps in Testing for listed people. */
function requireAllowed({ project, scopes }: AuthorizeRequest, { account, domain }: Holder): void {
  if (project.audience === 'internal') {
    if (domain.id === project.domainId) return;
    throw new BlockedError(blockedPages.orgInternal(project, findDomain(project.domainId)));
  }
  const needsList = project.publishing === 'testing' && scopes.some((name) => !isSignIn(name));
  if (needsList && !project.testUsers.includes(account.address)) {
    throw new BlockedError(blockedPages.notTestUser(project));
  }
}

function requireNoPolicy(sandbox: Sandbox, { client, project }: AuthorizeRequest, { account }: Holder): void {
  const situation = {
    provider: 'google',
    surface: 'authorize',
    clientId: client.clientId,
    account: account.address,
  } as const;
  if (sandbox.faults.strike('admin-policy', situation)) throw new BlockedError(blockedPages.adminPolicy(project));
}

const isUnverified = ({ project, scopes }: AuthorizeRequest): boolean =>
  project.audience === 'external' && !project.isVerified && scopes.some(isSensitive);

/** Something new is asked for, or a refresh token where there is none, or `prompt=consent`. */
function needsConsent({ store }: Sandbox, asked: AuthorizeRequest, { account }: Holder): boolean {
  const { clientId } = asked.client;
  const of = { userId: account.id, projectId: asked.project.id };
  const had = new Set(grantedScopes(store, asked.includesGranted ? of : { ...of, clientId }));
  const keeps = store.state.google.grants.some(
    (one) => one.userId === account.id && one.clientId === clientId && one.tokenHash && canRefresh(one),
  );
  return asked.prompts.has('consent') || asked.scopes.some((name) => !had.has(name)) || (asked.isOffline && !keeps);
}

/** What was ticked; sign-in scopes come along, and where nothing could be ticked everything does. */
function decide(sandbox: Sandbox, asked: AuthorizeRequest, picked: Holder, ticked: string[]): Answer {
  const { clientId } = asked.client;
  const situation = { provider: 'google', surface: 'authorize', clientId, account: picked.account.address } as const;
  const left = sandbox.faults.strike('untick-scope', situation)?.scope;
  const other = sandbox.faults.strike('wrong-account', situation)?.as;
  const holder = (other ? findHolder(other) : undefined) ?? picked;
  const isGranted = (name: string): boolean => !isTickable(asked.scopes) || isSignIn(name) || ticked.includes(name);
  const granted = asked.scopes.filter((name) => isGranted(name) && name !== left);
  if (granted.length === 0) return sendBack(asked, { error: 'access_denied' });
  return complete(sandbox, asked, holder, granted, asked.isOffline);
}

function complete(
  sandbox: Sandbox,
  asked: AuthorizeRequest,
  { account, domain }: Holder,
  granted: string[],
  withRefreshToken: boolean,
): Answer {
  const { client, project } = asked;
  const of = { userId: account.id, projectId: project.id };
  const earlier = asked.includesGranted ? grantedScopes(sandbox.store, of) : [];
  const scopes = [...new Set([...granted, ...earlier])];
  const code = sandbox.googleCodes.issue({
    ...of,
    clientId: client.clientId,
    redirectUri: asked.redirectUri,
    scopes,
    withRefreshToken,
    ...(asked.nonce ? { nonce: asked.nonce } : {}),
    ...(asked.challenge ? { challenge: asked.challenge } : {}),
  });
  const cookie = `${accountCookie}=${account.id}; Path=/; HttpOnly; SameSite=Lax`;
  const answer = {
    iss: addressesOf(sandbox).issuer,
    code,
    scope: scopes.join(' '),
    authuser: '0',
    ...(domain.isWorkspace ? { hd: domain.domain } : {}),
    prompt: withRefreshToken ? 'consent' : 'none',
  };
  return sendBack(asked, answer, { 'set-cookie': cookie });
}

/** Back to the application, in the query; `state` exactly as it came. */
function sendBack(
  asked: AuthorizeRequest,
  given: Record<string, string>,
  headers: Record<string, string> = {},
): Answer {
  const target = new URL(asked.redirectUri);
  const values = { ...(asked.state === undefined ? {} : { state: asked.state }), ...given };
  for (const [name, value] of Object.entries(values)) target.searchParams.append(name, value);
  return redirectAnswer(target.href, 302, headers);
}
