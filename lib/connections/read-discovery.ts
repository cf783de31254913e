import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { explain } from '#lib/diagnosis/index.ts';
import { egressFetch, foreseenUrlRefusal } from '#lib/egress/index.ts';
import { AppError, type Reply } from '#lib/errors/index.ts';
import { discoverAt, OAuthNoAnswer, OAuthRefusal } from '#lib/oauth/index.ts';
import { endpointProblem } from './check-endpoints.ts';
import type { Discovery, DiscoveryInput } from './schema.ts';

const timeoutMs = 10_000;

/**
 * Reads what an authorization server says of itself, for whoever fills a form; nothing is kept, and no address counts
 * before it is saved; what saving would refuse is refused by name.
 *
 * @throws AppError `invalid_input` naming `url` and why; `too_many_requests`
 */
export async function readDiscovery(ctx: TenantContext, { url }: DiscoveryInput): Promise<Discovery> {
  requireScope(ctx, 'connections:admin');
  if (/[?#@]/.test(url)) throw refused('Leave out ?, # and @ and what belongs to them.');
  const foreseen = foreseenUrlRefusal(url);
  if (foreseen) throw refused(foreseen);
  await requireTryBudget(ctx);
  try {
    const {
      takesBasicOnly = false,
      issInResponse = false,
      ...found
    } = await discoverAt({
      url,
      fetch: (address, init) => egressFetch(address, { ...init, timeoutMs }),
    });
    requireUsable(found);
    return { ...found, takesBasicOnly, issInResponse };
  } catch (error) {
    if (!(error instanceof OAuthRefusal || error instanceof OAuthNoAnswer)) throw error;
    throw refused(whyUnread(error.reply, new URL(url).hostname));
  }
}

const addresses = {
  issuer: 'issuer',
  authorizationEndpoint: 'authorization endpoint',
  tokenEndpoint: 'token endpoint',
} as const;

/** Refuses a description that names what could not be saved: it fills no form. */
function requireUsable(found: Pick<Discovery, keyof typeof addresses>): void {
  for (const field of ['issuer', 'authorizationEndpoint', 'tokenEndpoint'] as const) {
    const problem = endpointProblem(field, found[field]);
    if (problem) throw refused(`The ${addresses[field]} that is named there cannot be used. ${problem}`);
  }
}

/** Of no connection: there is none yet. */
const nobody = { clientId: '', settings: {}, senderAddress: '', redirectUrl: '' };

function whyUnread(reply: Reply, host: string): string {
  if (reply.code === 'issuer_mismatch') return `What is described there is not this server. ${reply.text}`;
  // Egress says in a sentence what it refuses, and names it.
  if (reply.code?.startsWith('EGRESS_')) return `Nothing could be read there. ${reply.text}`;
  const { title, why } = explain({
    provider: 'custom',
    reply,
    about: 'grant',
    facts: { ...nobody, servers: { authorization: { host, typed: 'host', hasProxy: false } } },
  });
  return `Nothing could be read there. ${title} ${why}`;
}

const refused = (message: string) => new AppError('invalid_input', message, { fields: [{ path: 'url', message }] });
