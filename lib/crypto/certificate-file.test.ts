import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { secureContext } from '#lib/egress/index.ts';
import { certificateProblemWords, certificateWords } from '#lib/strings/certificate-words.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';
import {
  describeCertificates,
  openCertificateFile,
  readCertificateFile,
  storedCertificateFacts,
} from './certificate-file.ts';
import { certificateFactsSchema, certificateProblemCodes } from './certificate-schema.ts';
import { certificatesAlone } from './pem-schema.ts';

const now = new Date('2026-11-22');
const made = (wanted: Parameters<typeof aCertificate>[0] = {}) =>
  aCertificate({ notBefore: new Date('2026-01-01'), notAfter: new Date('2027-03-03'), ...wanted });
const authority = made({ subject: 'Contoso Root', isCa: true });
const hosts = ['mail.contoso.example', 'smtp.contoso.example'];
const issued = made({ subject: 'Mail', issuer: authority, dnsNames: hosts });
const elliptic = made({ key: 'ec' });
const small = made({ key: 'rsa-1024' });
const ended = made({ subject: 'Old', notBefore: new Date('2024-01-01'), notAfter: new Date('2025-03-03') });
const early = made({ subject: 'New', notBefore: new Date('2026-12-24') });
const another = made({ subject: 'Another' });
const file = `${issued.certificate}${issued.keyPem}`;
const der = (pem: string) => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
const encrypted = issued.key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'canary' });
const encryptedOldStyle = issued.key.export({
  type: 'pkcs1',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'canary',
});
const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
/** As far as it is looked at: version 3, and a ContentInfo (RFC 7292 §4). */
const pfx = Buffer.concat([Buffer.from('308209c302010330820989', 'hex'), Buffer.alloc(2_000, 0xfe)]);

/** What a problem is called, with the sentence that the screen shows. */
function told(read: object): [string, string] | null {
  if (!('problem' in read)) return null;
  const problem = read.problem as Parameters<typeof certificateProblemWords>[0];
  return [problem.code, certificateProblemWords(problem)];
}

describe('readCertificateFile', () => {
  it.each([
    ['certificate first', file],
    [
      'key first, with what openssl prints between them',
      `${issued.keyPem}Bag Attributes\n  localKeyID: 01\n${issued.certificate}`,
    ],
    ['with Windows line ends', file.replaceAll('\n', '\r\n')],
    ['with its chain', `${authority.certificate}${file}`],
    ['as PKCS #1', `${issued.certificate}${issued.key.export({ type: 'pkcs1', format: 'pem' })}`],
  ])('takes key and certificate together: %s', (_what, text) => {
    const read = readCertificateFile(text, { now });
    if ('problem' in read) throw new Error(read.problem.code);
    expect(read.key.equals(issued.key)).toBe(true);
    expect(certificateFactsSchema.parse(read.facts)).toEqual({
      subject: 'CN=Mail',
      subjectName: 'Mail',
      issuer: 'CN=Contoso Root',
      issuerName: 'Contoso Root',
      serialNumber: expect.stringMatching(/^01[0-9A-F]{30}$/),
      notBefore: expect.any(String),
      notAfter: '2027-03-03T00:00:00.000Z',
      thumbprint: createHash('sha1').update(der(issued.certificate)).digest('hex').toUpperCase(),
      thumbprintSha256: createHash('sha256').update(der(issued.certificate)).digest('hex').toUpperCase(),
      algorithm: 'rsa',
      bits: 2048,
      alternativeNames: hosts,
      isCa: false,
      isSelfSigned: false,
    });
  });

  it('takes a key alone, or an elliptic one, where that will do', () => {
    expect(readCertificateFile(issued.keyPem, { needsCertificate: false, now })).toMatchObject({
      pair: { algorithm: 'rsa', bits: 2048 },
      certificate: null,
      facts: null,
    });
    const both = elliptic.keyPem + elliptic.certificate;
    expect(readCertificateFile(both, { keyTypes: ['rsa', 'ec'], now })).toMatchObject({
      facts: { algorithm: 'ec', bits: 256 },
    });
  });

  it.each([
    ['empty', ' \n', /^Paste the file/],
    ['not_pem', 'canary-password', /not in PEM form/],
    ['not_pem', file.slice(0, 300), /whole file/],
    ['pfx', pfx.toString(), /\.pfx .* openssl pkcs12 -in file\.pfx -nodes/],
    ['pfx', pfx.toString('base64'), /openssl pkcs12/],
    ['der', der(issued.certificate).toString(), /openssl x509 -inform der/],
    ['der', der(issued.certificate).toString('base64'), /binary form/],
    ['key_missing', issued.certificate, /private key is missing/],
    ['key_encrypted', `${issued.certificate}${encrypted}`, /openssl pkey/],
    ['key_encrypted', `${issued.certificate}${encryptedOldStyle}`, /protected by a password/],
    ['key_unreadable', `${issued.certificate}${issued.keyPem.replace('MII', 'AAA')}`, /cannot be read/],
    ['keys_several', file + another.keyPem, /These are 2 private keys/],
    ['key_too_small', small.certificate + small.keyPem, /has 1024 bits/],
    ['key_kind', elliptic.certificate + elliptic.keyPem, /RSA\.$/],
    ['key_kind', ed25519, /RSA\.$/],
    ['certificate_missing', issued.keyPem, /certificate is missing/],
    ['certificate_request', issued.keyPem + issued.certificate.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'), /CSR/],
    ['certificate_unreadable', `${issued.certificate.replace('MII', 'AAA')}${issued.keyPem}`, /Copy it again/],
    ['not_a_pair', another.certificate + issued.keyPem, /\(Another\) do not belong together/],
    ['expired', ended.certificate + ended.keyPem, /certificate of Old ended on 3 March 2025/],
    ['not_yet_valid', early.certificate + early.keyPem, /certificate of New begins on 24 December 2026/],
  ])('names what is wrong, in one sentence, and quotes no secret: %s', (code, text, sentence) => {
    const read = readCertificateFile(text, { now });
    expect(told(read)).toEqual([code, expect.stringMatching(sentence)]);
    expect(JSON.stringify(told(read))).not.toMatch(/canary|MII/);
  });
});

describe('openCertificateFile', () => {
  it('signs with what was good once: the other side says what it thinks of the date', () => {
    const opened = openCertificateFile(ended.keyPem + ended.certificate);
    expect(opened?.key.equals(ended.key)).toBe(true);
    expect(opened?.certificate?.raw).toEqual(der(ended.certificate));
    expect(openCertificateFile(another.certificate + issued.keyPem)).toBeNull();
    expect(openCertificateFile(`${file}${another.keyPem}`)).toBeNull();
  });
});

describe('describeCertificates', () => {
  const twentyOne = Array.from({ length: 21 }, (_, n) => made({ key: 'ec', subject: `Root ${n}` }).certificate);

  it('lists what each of them says, and takes nothing that egress would not', () => {
    const text = `${authority.certificate}\n${issued.certificate}`.replaceAll('\n', '\r\n');
    const read = describeCertificates(text, now);
    expect(read).toMatchObject({
      certificates: [
        { subjectName: 'Contoso Root', isCa: true, isSelfSigned: true },
        { subjectName: 'Mail', issuerName: 'Contoso Root', isCa: false, isSelfSigned: false },
      ],
    });
    expect(() => secureContext(text)).not.toThrow();
    expect(describeCertificates(twentyOne.slice(1).join(''), now)).toHaveProperty('certificates.length', 20);
  });

  it('takes a certificate with what openssl prints above it, and of that the certificate alone', () => {
    const printed = `Certificate:\n    Data:\n        Version: 3 (0x2)\nsubject=CN = Root\n${authority.certificate}`;
    expect(describeCertificates(printed, now)).toMatchObject({ certificates: [{ subjectName: 'Contoso Root' }] });
    expect(certificatesAlone(printed)).toBe(`${authority.certificate.trim()}\n`);
    expect(certificatesAlone(`${authority.certificate}-----BEGIN CERT`)).toContain('-----BEGIN CERT');
    expect(certificatesAlone(authority.certificate)).toBe(authority.certificate);
  });

  it.each([
    ['holds_private_key', file, /^This holds a private key/],
    ['holds_private_key', `${issued.certificate}-----BEGIN RSA PRIVATE KEY-----\nMIIE`, /consider that key exposed/],
    ['duplicate', authority.certificate + issued.certificate + authority.certificate, /certificate of Contoso Root/],
    ['too_many', twentyOne.join(''), /These are 21 certificates; use at most 20/],
    ['expired', authority.certificate + ended.certificate, /certificate of Old ended on 3 March 2025/],
    ['not_yet_valid', early.certificate, /certificate of New begins/],
    ['not_certificates_alone', authority.certificate.replaceAll('CERTIFICATE', 'PUBLIC KEY'), /^Paste only whole/],
    ['not_certificates_alone', `${authority.certificate}-----BEGIN CERTIFICATE-----\nMII`, /^Paste only whole/],
    ['certificate_request', authority.certificate.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'), /\(CSR\)/],
    ['certificate_request', authority.certificate.replaceAll('CERTIFICATE', 'NEW CERTIFICATE REQUEST'), /\(CSR\)/],
    ['certificate_unreadable', authority.certificate.replace('MII', 'AAA'), /cannot be read/],
    ['not_pem', 'Contoso Root', /not in PEM form/],
    ['empty', '', /^Paste the file/],
    ['der', der(authority.certificate).toString('base64'), /binary form/],
  ])('refuses by name: %s', (code, text, sentence) => {
    expect(told(describeCertificates(text, now))).toEqual([code, expect.stringMatching(sentence)]);
  });
});

describe('in words', () => {
  const words = ({ certificate }: { certificate: string }, at: Date) => {
    const read = describeCertificates(certificate, now);
    if ('problem' in read) throw new Error(read.problem.code);
    return read.certificates.map((facts) => certificateWords(facts, at))[0];
  };

  it('says whose it is, by whom, until when, and what it may do', () => {
    const [self, other] = [words(authority, now), words(issued, now)];
    expect(self).toBe('Self-signed by Contoso Root, valid until 3 March 2027. It may sign other certificates');
    expect(other).toBe('Issued to Mail by Contoso Root, valid until 3 March 2027');
    expect(words(issued, new Date('2028-01-01'))).toBe('Issued to Mail by Contoso Root, ended on 3 March 2027');
  });

  it('shows no text of a certificate that would turn the line around or break it', () => {
    const odd = made({ key: 'ec', subject: '\u202Eelpmaxe.kcatta\nCN=safe.example {x} <b>' });
    expect(words(odd, now)).not.toMatch(/[\u202e\n]/);
  });

  it('has a sentence for every problem', () => {
    const params = { name: 'N', day: 'D', count: 2, most: 20, bits: 1024, kinds: 'RSA' };
    for (const code of certificateProblemCodes)
      expect(certificateProblemWords({ code, params })).toMatch(/^[A-Z].*\S$/);
  });
});

it('says of stored certificates what they say, ended or not, and of what cannot be read nothing', () => {
  const names = (text: string) => storedCertificateFacts(text).map(({ subjectName }) => subjectName);
  expect(names(`${authority.certificate}${ended.certificate}`)).toEqual(['Contoso Root', 'Old']);
  expect(['', 'nothing', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'].map(names)).toEqual([
    [],
    [],
    [],
  ]);
});
