import { join } from 'node:path';
import { startSandbox } from './start-sandbox.ts';

function portFrom(name: string, standard: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return standard;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  console.error(`${name} is “${text}”; it must be a port number from 0 to 65535.`);
  process.exit(1);
}

const port = portFrom('SANDBOX_PORT', 4010);
const smtpPort = portFrom('SANDBOX_SMTP_PORT', 4587);
const googleSmtpPort = portFrom('SANDBOX_GOOGLE_SMTP_PORT', 4588);
const googleSmtpsPort = portFrom('SANDBOX_GOOGLE_SMTPS_PORT', 4465);
const plainSmtpPort = portFrom('SANDBOX_PLAIN_SMTP_PORT', 4025);
const plainSmtpsPort = portFrom('SANDBOX_PLAIN_SMTPS_PORT', 4466);
const dir = process.env.SANDBOX_DIR || join(process.cwd(), '.data', 'sandbox');

/** One sentence for what an operator can cure; anything else is a bug and keeps its stack. */
function sentenceFor(error: unknown): string | undefined {
  const { code, port: taken } = error as NodeJS.ErrnoException & { port?: number };
  const variables = new Map([
    [smtpPort, 'SANDBOX_SMTP_PORT'],
    [googleSmtpPort, 'SANDBOX_GOOGLE_SMTP_PORT'],
    [googleSmtpsPort, 'SANDBOX_GOOGLE_SMTPS_PORT'],
    [plainSmtpPort, 'SANDBOX_PLAIN_SMTP_PORT'],
    [plainSmtpsPort, 'SANDBOX_PLAIN_SMTPS_PORT'],
  ]);
  const variable = variables.get(taken ?? port) ?? 'SANDBOX_PORT';
  if (code === 'EADDRINUSE') return `Port ${taken} is already in use. Set ${variable} to a free port.`;
  if (code === 'EACCES' && taken !== undefined) return `Port ${taken} may not be opened. Set ${variable} above 1023.`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return `The sandbox cannot write to ${dir}.`;
  if (code === 'ENOSPC') return `There is no space left for the sandbox's state in ${dir}.`;
  return undefined;
}

try {
  const sandbox = await startSandbox({
    port,
    smtpPort,
    googleSmtpPort,
    googleSmtpsPort,
    plainSmtpPort,
    plainSmtpsPort,
    dir,
    ...(process.env.SANDBOX_SIGN_IN_CALLBACK ? { signInCallback: process.env.SANDBOX_SIGN_IN_CALLBACK } : {}),
    onBug: (error) => console.error(error),
  });
  const stop = (): void => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Only now: whoever reads the line may stop us in the same moment.
  console.log(
    `Sandbox on ${sandbox.origin}, SMTP on localhost:${sandbox.smtpPort}, Google’s on ${sandbox.googleSmtpPort} and ${sandbox.googleSmtpsPort}, an office’s on ${sandbox.plain.smtpPort} and ${sandbox.plain.smtpsPort}, providers in ${sandbox.providersFile}`,
  );
} catch (error) {
  console.error(sentenceFor(error) ?? error);
  process.exitCode = 1;
}
