import { type DestinationStream, type Logger, pino } from 'pino';
import { config } from '#lib/config/index.ts';
import { redact, scrub } from './redact.ts';

export type Log = Logger;

/** A log of JSON lines to `destination` (standard output when absent), with secrets, bodies and recipients left out. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: redact,
    },
    // The objects are redacted already; pino's own reading of errors would copy every field of them.
    serializers: { err: (value: unknown) => value },
    hooks: { streamWrite: scrub },
  };
  return redactChildren(destination ? pino(options, destination) : pino(options));
}

/** pino leaves the bindings of a child log alone, whatever its formatters say. Children inherit this `child`. */
function redactChildren(root: Log): Log {
  const { child } = root;
  return Object.assign(root, {
    child(this: Log, bindings: Record<string, unknown>) {
      return child.call(this, redact(bindings));
    },
  });
}

let built: Log | undefined;

/** Sends the log of this process elsewhere than to standard output, which may belong to a program that reads it. */
export function logTo(destination: DestinationStream): void {
  built = createLog(config().logLevel, destination);
}

/** The log of this process, built at first use: its level comes from the environment. */
export function log(): Log {
  built ??= createLog(config().logLevel);
  return built;
}
