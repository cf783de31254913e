import { randomBytes } from 'node:crypto';
import { type Answer, jsonAnswer, type SandboxRequest } from '#sandbox/http/exchange.ts';
import { deliver } from '#sandbox/mailbox/deliver.ts';
import { places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { type AccessToken, bearerOf, readAccessToken } from './access-tokens.ts';
import { type Account, findHolder } from './directory.ts';
import { GmailError, gmailBroken, gmailFaults, gmailRefusal } from './gmail-errors.ts';
import { readRaw, recipientsOf, withOwnFrom } from './gmail-message.ts';
import { maxUploadBytes, readUpload } from './gmail-upload.ts';
import { findProject, gmailApi, type Project } from './projects.ts';
import { mayReadProfile, maySend } from './scopes.ts';

type Caller = { token: AccessToken; project: Project; account: Account };
type Method = { name: string; isAllowed: (scopes: string[]) => boolean };

const send: Method = { name: 'caribou.api.proto.MailboxService.SendMessage', isAllowed: maySend };
const profile: Method = { name: 'caribou.api.proto.MailboxService.GetProfile', isAllowed: mayReadProfile };

/** `POST …/messages/send`, as JSON with `raw` or as an upload: 200 with the message's ids, or Gmail's refusal. */
export function answerSend(sandbox: Sandbox, request: SandboxRequest, how: 'json' | 'upload'): Promise<Answer> {
  return answering(sandbox, request, `messages/send ${how}`, send, async ({ account, token }) => {
    refuseByFault(sandbox, account, token);
    if (request.bodyTooLarge) throw new GmailError(gmailFaults.tooLarge());
    const raw = how === 'json' ? readRaw(request.body) : readUpload(request);
    if (raw.length > maxUploadBytes) throw new GmailError(gmailFaults.tooLarge());
    const recipients = await recipientsOf(raw);
    const message = { raw: withOwnFrom(raw, account), via: 'gmail', sender: account.address, recipients } as const;
    await deliver(sandbox.mail, { ...message, saveToSent: true });
    const id = randomBytes(8).toString('hex');
    return jsonAnswer({ id, threadId: id, labelIds: ['SENT'] });
  });
}

/** `GET …/profile`, which `gmail.send` alone does not open. */
export function answerProfile(sandbox: Sandbox, request: SandboxRequest): Promise<Answer> {
  return answering(sandbox, request, 'profile', profile, ({ account }) => {
    const total = sandbox.mail.list(account.address).length;
    return jsonAnswer({
      emailAddress: account.address,
      messagesTotal: total,
      threadsTotal: total,
      historyId: String(1_000 + total),
    });
  });
}

/** Every other address under Gmail. */
export const answerUnknown = (): Answer => gmailRefusal(gmailFaults.notFound());

async function answering(
  sandbox: Sandbox,
  request: SandboxRequest,
  what: string,
  method: Method,
  work: (caller: Caller) => Promise<Answer> | Answer,
): Promise<Answer> {
  const known: { clientId?: string; user?: string } = {};
  const log = (status: number, error?: string): void =>
    sandbox.log.add({
      surface: 'gmail',
      provider: 'google',
      what,
      status,
      resource: 'gmail',
      ...known,
      ...(error ? { error } : {}),
    });
  try {
    const token = requireToken(sandbox, request);
    known.clientId = token.clientId;
    const user = token.userId ? findHolder(token.userId)?.account.address : undefined;
    if (user) known.user = user;
    const answer = await work(requireCaller(sandbox, request, token, method));
    log(answer.status);
    return answer;
  } catch (error) {
    if (error instanceof BackendError) {
      log(502, 'backendError');
      return gmailBroken();
    }
    if (!(error instanceof GmailError)) throw error;
    log(error.fault.code, error.fault.reason);
    return gmailRefusal(error.fault);
  }
}

function requireToken(sandbox: Sandbox, request: SandboxRequest): AccessToken {
  const text = bearerOf(request.headers.authorization);
  if (!text) throw new GmailError(gmailFaults.noToken());
  const token = readAccessToken(sandbox, text);
  if (!token) throw new GmailError(gmailFaults.badToken());
  return token;
}

/** In Gmail's order: is the API on, does the token cover the method, whose mailbox is it, is there one. */
function requireCaller(sandbox: Sandbox, request: SandboxRequest, token: AccessToken, method: Method): Caller {
  const project = findProject(sandbox.store, token.projectId);
  if (!project) throw new GmailError(gmailFaults.badToken());
  const isOff = sandbox.faults.strike('api-disabled', { provider: 'google', surface: 'api', place: project.id });
  if (isOff || !project.enabledApis.includes(gmailApi)) {
    const overview = `${sandbox.origin}${places.console.path}/apis/api/${gmailApi}/overview?project=${project.number}`;
    throw new GmailError(gmailFaults.apiDisabled(project, overview));
  }
  if (!method.isAllowed(token.scopes)) throw new GmailError(gmailFaults.scopeMissing(method.name));
  const account = token.userId ? findHolder(token.userId)?.account : undefined;
  if (!account) throw new GmailError(gmailFaults.preconditionFailed());
  const named = (request.params.user ?? 'me').toLowerCase();
  if (named !== 'me' && named !== account.address) throw new GmailError(gmailFaults.delegationDenied(named));
  if (!account.hasMailbox) throw new GmailError(gmailFaults.noMailbox());
  return { token, project, account };
}

class BackendError extends Error {
  override readonly name = 'BackendError';
}

function refuseByFault({ faults }: Sandbox, { address }: Account, { clientId }: AccessToken): void {
  const situation = { provider: 'google', surface: 'api', account: address, clientId } as const;
  if (faults.strike('domain-policy', situation)) throw new GmailError(gmailFaults.domainPolicy());
  if (faults.strike('daily-limit', situation)) throw new GmailError(gmailFaults.dailyLimit());
  if (faults.strike('send-as-denied', situation)) throw new GmailError(gmailFaults.delegationDenied(address));
  if (faults.strike('backend-error', situation)) throw new BackendError('backend');
  const throttle = faults.strike('throttle', situation);
  if (!throttle) return;
  const { seconds } = throttle;
  throw new GmailError(
    gmailFaults.rateLimit(seconds === undefined ? undefined : new Date(Date.now() + seconds * 1_000)),
  );
}
