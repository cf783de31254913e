import { config, signInProviders } from '#lib/config/index.ts';

/** Ends the process with one sentence when its environment, or what it names, cannot be used. */
export function requireConfig(): void {
  try {
    config();
    signInProviders();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
