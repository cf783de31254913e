/**
 * Runs once when the server starts, before the first request: a wrong environment stops the process with one sentence
 * instead of failing somewhere later.
 */
export async function register(): Promise<void> {
  // Next builds this file for its edge runtime too, where nothing of the product runs.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { config } = await import('#lib/config/index.ts');
    try {
      config();
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    }
  }
}
