import { expect, it } from 'vitest';
import { keyPemProblem } from './key-pem.ts';

const pem = (label: string, body = 'AAAA') => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
const key = pem('PRIVATE KEY');
const certificate = pem('CERTIFICATE');
const required = (text: string) => keyPemProblem({ certificate: 'required' }, text);

it.each([
  ['no PEM', 'MIIKDgIBAzCCCdQGCSqGSIb3DQEHAaCCCcUEggnB', /Paste the text of a PEM file/],
  ['a key under a password', pem('ENCRYPTED PRIVATE KEY') + certificate, /protected by a password/],
  [
    'one of older programs',
    pem('RSA PRIVATE KEY', 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA'),
    /protected by a password/,
  ],
  ['a certificate alone', certificate, /private key is missing/],
  ['half a key', key.slice(0, -10) + certificate, /private key is missing/],
  ['a request for a certificate', key + pem('CERTIFICATE REQUEST'), /certificate request \(CSR\)/],
  ['one by older programs', key + pem('NEW CERTIFICATE REQUEST'), /certificate request \(CSR\)/],
  ['a key alone', key, /certificate is missing/],
])('names what is wrong by the look alone: %s', (_what, text, problem) => expect(required(text)).toMatch(problem));

it.each(['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'])('takes a %s beside its certificate', (label) => {
  expect(required(certificate + pem(label))).toBeNull();
  expect(keyPemProblem({ certificate: 'optional' }, pem(label))).toBeNull();
});
