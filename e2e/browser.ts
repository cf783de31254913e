import { existsSync } from 'node:fs';
import type { LaunchOptions } from 'playwright';

const debianChromium = '/usr/bin/chromium';

/** The system's Chromium where Debian's is installed, else the browser that Playwright installed for itself. */
export function browserLaunch(): LaunchOptions {
  if (!existsSync(debianChromium)) return {};
  return {
    executablePath: debianChromium,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}
