import type { TenantContext } from '#lib/accounts/index.ts';
import { requireClean } from '#lib/files/index.ts';

type Given = { clientSecret?: string | undefined; overrides?: { caCertificate?: string | undefined } | undefined };

/** A key file or a PEM has lines; what is typed has none. */
const isFile = (text: string) => /[\r\n]|^\s*\{/.test(text);

/**
 * Has the virus scanner in force look at what may have been a file: certificates, and a secret of several lines. Not for
 * use in a transaction.
 *
 * @returns whether the try of the act is taken by it
 * @throws AppError naming the field that is refused, see `requireClean`
 */
export async function requireCleanTexts(ctx: TenantContext, { clientSecret = '', overrides }: Given): Promise<boolean> {
  return requireClean(ctx, [
    ...(isFile(clientSecret) ? [{ path: 'clientSecret', name: 'The key', text: clientSecret }] : []),
    { path: 'overrides.caCertificate', name: 'The certificate', text: overrides?.caCertificate ?? '' },
  ]);
}
