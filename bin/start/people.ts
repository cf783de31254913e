import { demoPassword, demoTenants, seedDemo } from '#bin/seed-demo.ts';
import { isSetUpOpen } from '#lib/accounts/index.ts';
import { disconnect } from '#lib/db/index.ts';
import { requireKeys } from '#lib/tokens/index.ts';
import { during } from './report.ts';
import type { Settings } from './settings.ts';

/** Makes the demo's people, or learns whether the first run is still to come. Answers what to say about signing in. */
export async function welcome(settings: Settings): Promise<string[]> {
  try {
    await requireKeys();
    if (settings.demo) {
      await during('Demo tenants', seedDemo, (made) => (made > 0 ? 'made' : 'there'));
      return demoTenants.flatMap(({ name, people }) =>
        people
          .filter(({ role }) => role === 'admin')
          .map(({ email }) => `Sign in     ${email}  /  ${demoPassword}   (${name})`),
      );
    }
    if (!(await isSetUpOpen())) return [];
    const code = settings.setupCode ?? '';
    return [
      `Set it up   ${settings.publicUrl}/set-up?code=${encodeURIComponent(code)}`,
      `            The set-up code is ${code}`,
    ];
  } finally {
    await disconnect();
  }
}
