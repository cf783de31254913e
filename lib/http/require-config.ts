import { config } from '#lib/config/index.ts';

/** Ends the process with one sentence when its environment cannot be used. */
export function requireConfig(): void {
  try {
    config();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
