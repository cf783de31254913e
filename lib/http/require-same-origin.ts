import { config } from '#lib/config/index.ts';
import { AppError } from '#lib/errors/index.ts';

const readOnly = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a change that a page of another site may have begun in this browser (W4). A cookie travels by itself, so
 * with one the browser must say where the request comes from, and that must be us; silence is a refusal. A program
 * without cookies has nothing another site could borrow, and sends no Origin.
 */
export function requireSameOrigin(request: Request): void {
  if (readOnly.has(request.method)) return;
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  const isFromBrowser = request.headers.has('cookie') || origin !== null || site !== null;
  if (!isFromBrowser) return;
  const { publicUrl } = config();
  const isSameSite = site === null || site === 'same-origin' || site === 'none';
  if (origin === publicUrl && isSameSite) return;
  throw new AppError(
    'forbidden',
    `This change did not come from a page of ${publicUrl}. Open Mailgrant there and try again.`,
  );
}
