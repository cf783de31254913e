import { type Answer, redirectAnswer, type SandboxRequest, uploadOf } from '#sandbox/http/exchange.ts';
import {
  addCertificate,
  type CertificateProblem,
  certificateProblems,
  readCertificate,
} from '#sandbox/microsoft/certificates.ts';
import type { Registration } from '#sandbox/microsoft/registrations.ts';
import { places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';

const maxBytes = 65_536;

/** "Upload a certificate": a form with a file, answered by a redirect that says what was wrong with it. */
export async function uploadCertificate(
  { store }: Sandbox,
  registration: Registration,
  request: SandboxRequest,
): Promise<Answer> {
  const upload = await uploadOf(request);
  const here = `${places.registrations.path}/${registration.clientId}`;
  const read = await readFile(upload.get('certificate'));
  if ('problem' in read) {
    return redirectAnswer(`${here}?panel=certificates&certificate=${read.problem}#certificates`);
  }
  const description = String(upload.get('description') ?? '').trim();
  addCertificate(store, registration, { ...read, description: description.slice(0, 120) });
  return redirectAnswer(`${here}#certificates`);
}

async function readFile(file: FormDataEntryValue | null): Promise<ReturnType<typeof readCertificate>> {
  if (file === null || typeof file === 'string') return { problem: 'no-file' };
  if (file.size > maxBytes) return { problem: 'not-a-certificate' };
  return readCertificate(Buffer.from(await file.arrayBuffer()));
}

const isProblem = (name: string): name is CertificateProblem => Object.hasOwn(certificateProblems, name);

/** The words for what the address says was wrong with a file. */
export function certificateProblemIn(typed: URLSearchParams): string | undefined {
  const name = typed.get('certificate') ?? '';
  return isProblem(name) ? certificateProblems[name] : undefined;
}
