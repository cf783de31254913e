import type { Answer, SandboxRequest } from '#sandbox/http/exchange.ts';
import { deliver } from '#sandbox/mailbox/deliver.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { findMember, type Member } from './directory.ts';
import { GraphError, graphFaults, graphHeaders, graphRefusal } from './graph-errors.ts';
import { readJsonSubmission, readMimeSubmission, type Submission } from './graph-message.ts';
import { requireToken } from './graph-token.ts';
import type { ValidClaims } from './tokens.ts';

const maxRequestBytes = 4 * 1024 * 1024;
/** At once per application and mailbox (providers.md §2.7). */
const maxAtOnce = 4;

type Caller = { claims: ValidClaims; mailbox: Member };

/** `POST /v1.0/me/sendMail` and `/v1.0/users/{id|upn}/sendMail`: 202 without a body, or Graph's refusal. */
export async function answerSendMail(sandbox: Sandbox, request: SandboxRequest, of: 'me' | 'users'): Promise<Answer> {
  let caller: Caller | undefined;
  let clientId: string | undefined;
  const log = (status: number, error?: string): void =>
    sandbox.log.add({
      surface: 'graph',
      what: `${of}/sendMail`,
      status,
      resource: 'graph',
      ...(clientId ? { clientId } : {}),
      ...(caller ? { user: caller.mailbox.person.address } : {}),
      ...(error ? { error } : {}),
    });
  try {
    const claims = await requireToken(sandbox, request);
    clientId = claims.appid;
    caller = { claims, mailbox: requireMailbox(claims, of === 'me' ? undefined : (request.params.user ?? '')) };
    requirePermission(caller);
    if (request.bodyTooLarge || request.body.length > maxRequestBytes) throw new GraphError(graphFaults.tooLarge());
    const { person } = caller.mailbox;
    await withinLimit(sandbox, `${clientId} ${person.id}`, async () => {
      const submission = await readSubmission(request, { person });
      if (submission.from.toLowerCase() !== person.address) throw new GraphError(graphFaults.sendAsDenied());
      await deliver(sandbox.mail, { ...submission, via: 'graph', sender: person.address });
    });
    log(202);
    return { status: 202, headers: { ...graphHeaders(request), 'cache-control': 'private' }, body: '' };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    log(error.fault.status, error.fault.code);
    return graphRefusal(request, error.fault);
  }
}

/** Whose mailbox the address means; an application sees only its token's own directory. */
function requireMailbox(claims: ValidClaims, user: string | undefined): Member {
  if (user === undefined) {
    const self = claims.oid ? findMember(claims.oid) : undefined;
    if (!self) throw new GraphError(graphFaults.meNeedsPerson());
    return self;
  }
  const member = findMember(user);
  if (!member || member.directory.id !== claims.tid) throw new GraphError(graphFaults.unknownUser(user));
  return member;
}

function requirePermission({ claims, mailbox }: Caller): void {
  const isApp = claims.scopes === undefined;
  const isAllowed = isApp
    ? claims.roles.includes('Mail.Send')
    : claims.scopes?.includes('Mail.Send') && claims.oid === mailbox.person.id;
  if (!isAllowed) throw new GraphError(graphFaults.accessDenied());
}

/** Runs the work unless too much of its kind is under way. */
async function withinLimit({ submitting }: Sandbox, key: string, work: () => Promise<void>): Promise<void> {
  const underWay = submitting.get(key) ?? 0;
  if (underWay >= maxAtOnce) throw new GraphError(graphFaults.throttled());
  submitting.set(key, underWay + 1);
  try {
    await work();
  } finally {
    submitting.set(key, (submitting.get(key) ?? 1) - 1);
  }
}

function readSubmission(request: SandboxRequest, mailbox: Pick<Member, 'person'>): Promise<Submission> {
  const type = (request.headers['content-type'] ?? '').toLowerCase();
  if (type.startsWith('text/plain')) return readMimeSubmission(request.body, mailbox.person);
  return readJsonSubmission(request.body, mailbox.person);
}
