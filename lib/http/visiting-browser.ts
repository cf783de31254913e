import { type Browser, deviceTokenOf } from '#lib/accounts/index.ts';
import { clientIp } from './client-ip.ts';
import { keptDeviceToken } from './device-cookie.ts';
import { sessionToken } from './session-cookie.ts';

/** What the browser of a request brings along to signing in, and the token by which it will be known afterwards. */
export function visitingBrowser(request: Request): { browser: Browser; deviceToken: string } {
  const deviceToken = deviceTokenOf(keptDeviceToken(request));
  const previousToken = sessionToken(request);
  const userAgent = request.headers.get('user-agent');
  return { browser: { previousToken, userAgent, ip: clientIp(request.headers), deviceToken }, deviceToken };
}
