import { z } from 'zod';
import { hostSchema, portSchema } from '#lib/egress/schema.ts';
import { isOneLine } from '#lib/strings/is-one-line.ts';

/** The virus scanner and what it looks at, in the REST API and on the screens. Safe in the browser. */

/** Where clamd usually listens. */
export const usualPort = 3310;

/** Most bytes of a file that anybody uploads here: keys and certificates. */
export const maxFileBytes = 64 * 1024;

const host = hostSchema('the host name or address of the virus scanner', 'clamd.example.com');

const port = portSchema(`Enter the port of the virus scanner: clamd usually listens at ${usualPort}.`);

export const scannerInputSchema = z.strictObject({ host, port });
export type ScannerInput = z.infer<typeof scannerInputSchema>;

/** A scanner to try before it is saved; without one, that in force. */
export const scannerTrialSchema = z
  .strictObject({ host: host.optional(), port: port.optional() })
  .refine((trial) => (trial.host === undefined) === (trial.port === undefined), {
    path: ['host'],
    error: 'Give host and port, or neither.',
  });
export type ScannerTrial = z.infer<typeof scannerTrialSchema>;

export const scannerSchema = z.object({
  /** Who set it: for every tenant, or this one for itself. Null where uploads are not scanned. */
  setBy: z.enum(['operator', 'tenant']).nullable(),
  /** Null of the operator's: where it stands is not for tenants. */
  host: z.string().nullable(),
  port: z.int().nullable(),
  /** What becomes of a file while the scanner does not answer. The operator decides. */
  whenUnreachable: z.enum(['refuse', 'accept']),
  /**
   * Whether it answered when it was last asked, by a test or for a file, and since when that is so. Null where there is
   * none, and until it is asked: after a start nothing is known.
   */
  lastSeen: z.object({ answers: z.boolean(), at: z.iso.datetime(), since: z.iso.datetime() }).nullable(),
});
export type ScannerView = z.infer<typeof scannerSchema>;

export const scannerTestSchema = z.object({
  answers: z.boolean(),
  /** As it names itself; null where it does not answer, or keeps that to itself. */
  version: z.string().nullable(),
  /** Why it does not answer, in a sentence. */
  problem: z.string().nullable(),
  /** The exact words of whatever answered, or of the system. Null of the operator's. */
  reply: z.string().nullable(),
});
export type ScannerTest = z.infer<typeof scannerTestSchema>;

/** A scanner that was saved, and whether it answers. */
export const savedScannerSchema = z.object({ scanner: scannerSchema, test: scannerTestSchema });
export type SavedScanner = z.infer<typeof savedScannerSchema>;

export const fileScanSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'Give the name of the file.')
    .max(255, 'Use at most 255 characters.')
    .refine(isOneLine, 'Use one line, without tabs or other control characters.'),
  content: z
    .base64('Send the bytes of the file in base64.')
    .max(Math.ceil(maxFileBytes / 3) * 4, `Send at most ${maxFileBytes} bytes.`),
});

/** A file that may be taken: the scanner found nothing, or nobody looked. */
export const scannedFileSchema = z.object({
  scanned: z.boolean(),
  /** Why nobody looked: there is no scanner, or it does not answer and the operator takes files all the same. */
  because: z.enum(['no_scanner', 'unreachable']).nullable(),
});
export type ScannedFile = z.infer<typeof scannedFileSchema>;
