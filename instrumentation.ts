/**
 * Runs once when the server starts, before the first request: a wrong environment stops the process with one sentence
 * instead of failing somewhere later. From then on it says which keys it holds.
 */
export async function register(): Promise<void> {
  // Next builds this file for its edge runtime too, where nothing of the product runs.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { requireConfig } = await import('#lib/http/require-config.ts');
    requireConfig();
    const { keepTellingKeys } = await import('#lib/http/keep-telling-keys.ts');
    keepTellingKeys();
  }
}
