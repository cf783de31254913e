import type { SMTPConnectionCustomAuthContext } from 'nodemailer/lib/smtp-connection';
import type { Dialogue } from './mechanisms.ts';
import { SignInRefused } from './refusals.ts';

/**
 * Holds one SASL dialogue to its end, and returns the server's yes (235). A server may answer a bad token with a
 * challenge that holds its reason (334); what follows that gets the real reply (535). Throws SignInRefused.
 */
export async function converse(
  { command, answers, challenge: holds }: Dialogue,
  sendCommand: SMTPConnectionCustomAuthContext['sendCommand'],
): Promise<string> {
  let challenge: string | null = null;
  let reply = await sendCommand(command);
  for (const answer of answers) {
    if (statusOf(reply.response) !== 334) break;
    if (holds === 'reason') challenge = decoded(reply.text);
    reply = await sendCommand(answer);
  }
  // Whoever asks on after all was said gets the line that ends it (RFC 4954 §4).
  if (statusOf(reply.response) === 334) reply = await sendCommand('*');
  if (statusOf(reply.response) !== 235) throw new SignInRefused(challenge);
  return reply.response;
}

/** Of all its lines: Nodemailer reads none in a reply of several. */
function statusOf(response: string): number {
  return Number(response.slice(0, 3));
}

/** The server's words: in base64, as the mechanism has it, or as they are where a server does without. */
function decoded(text: string): string {
  const given = text.trim();
  const bytes = Buffer.from(given, 'base64');
  const isBase64 = bytes.toString('base64').replace(/=+$/, '') === given.replace(/=+$/, '');
  const words = isBase64 ? bytes.toString('utf8') : given;
  return isBase64 && words.includes('\uFFFD') ? given : words;
}
