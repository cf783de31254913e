import type { ScannerReply } from '#lib/scanning/index.ts';
import { hasSentence, sentence } from '#lib/strings/index.ts';
import { placeOf } from './place-of.ts';
import type { InForce } from './scanner-in-force.ts';

/** Resolvers say the same in two ways. */
const sameAs: Record<string, string> = { EAI_AGAIN: 'ENOTFOUND', ECONNRESET: 'ECONNECTION', EPIPE: 'ECONNECTION' };

/** Why a scanner gave no verdict, in a sentence. Where the operator's stands is not for tenants. */
export function describeReply({ setBy, scanner }: InForce, { code, text }: ScannerReply): string {
  if (setBy === 'operator' || scanner.kind === 'socket') return sentence('files.why.operators');
  const key = `files.why.${sameAs[code] ?? code}`;
  const place = placeOf(scanner);
  return sentence(hasSentence(key) ? key : 'files.why.other', { host: scanner.host, place, text });
}
