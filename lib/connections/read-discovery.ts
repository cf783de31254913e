import { requireScope, requireTryBudget, type TenantContext } from '#lib/accounts/index.ts';
import { egressFetch, foreseenUrlRefusal } from '#lib/egress/index.ts';
import { AppError } from '#lib/errors/index.ts';
import { discoverAt, OAuthNoAnswer, OAuthRefusal } from '#lib/oauth/index.ts';
import type { Discovery, DiscoveryInput } from './schema.ts';

const timeoutMs = 10_000;

/**
 * Reads what an authorization server says of itself, for whoever fills a form; nothing is kept, and no address counts
 * before it is saved.
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
    return { ...found, takesBasicOnly, issInResponse };
  } catch (error) {
    if (!(error instanceof OAuthRefusal || error instanceof OAuthNoAnswer)) throw error;
    const { code, text } = error.reply;
    const what =
      code === 'issuer_mismatch' ? 'What is described there is not this server.' : 'Nothing could be read there.';
    throw refused(`${what} ${text}`);
  }
}

const refused = (message: string) => new AppError('invalid_input', message, { fields: [{ path: 'url', message }] });
