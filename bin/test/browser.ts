import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { run, runProgram } from './run-program.ts';

/** Where Debian puts its own; e2e/browser.ts prefers it. */
const systemChromium = '/usr/bin/chromium';

/** Sees to it that there is a browser: the system's, else from its packages, else Playwright's own download. */
export async function requireBrowser(): Promise<void> {
  if (existsSync(systemChromium) || existsSync(chromium.executablePath())) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium from the system’s packages …');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    const { code } = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
    if (code === 0 && existsSync(systemChromium)) return;
  }
  console.log('Downloading a Chromium for the browser tests …');
  const { code, said } = await runProgram(['node_modules/playwright/cli.js', 'install', 'chromium']);
  if (code === 0) return;
  throw new Error(`${said.trim()}\n\nNo browser could be had: install Chromium (on Debian: apt-get install chromium).`);
}
