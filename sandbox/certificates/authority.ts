import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { join } from 'node:path';
import { readWhole, writeWhole } from '#sandbox/state.ts';
import { bits, context, integer, octets, oid, pem, sequence, set, tagged, time, utf8, yes } from './der.ts';

/** The sandbox's own certificate authority and the certificate its SMTP server shows. All PEM. */
export type Certificates = {
  caCertificate: string;
  serverCertificate: string;
  serverKey: string;
  serverEndsAt: string;
  /** The name it is for beside `localhost`; absent in older ones. */
  serverName?: string;
};

const dayMs = 86_400_000;
const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));

const name = (commonName: string): Buffer => sequence(set(sequence(oid('2.5.4.3'), utf8(commonName))));
const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(oid(id), ...(critical ? [yes()] : []), octets(value));
const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });
/** RFC 5280 §4.2.1.2, of the whole SubjectPublicKeyInfo: any unique value will do. */
const keyId = (key: KeyObject): Buffer => createHash('sha1').update(spki(key)).digest();

type Wanted = {
  subject: string;
  publicKey: KeyObject;
  issuer: string;
  issuerKey: KeyObject;
  days: number;
  extensions: Buffer[];
};

/** One X.509 v3 certificate (RFC 5280 §4.1), signed with ECDSA P-256. */
function issue(wanted: Wanted): { certificate: string; endsAt: Date } {
  const startsAt = new Date(Date.now() - dayMs);
  const endsAt = new Date(Date.now() + wanted.days * dayMs);
  const body = sequence(
    context(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    name(wanted.issuer),
    sequence(time(startsAt), time(endsAt)),
    name(wanted.subject),
    spki(wanted.publicKey),
    context(3, sequence(...wanted.extensions)),
  );
  const signature = sign('sha256', body, wanted.issuerKey);
  return { certificate: pem('CERTIFICATE', sequence(body, ecdsaWithSha256, bits(signature))), endsAt };
}

function issueAll(serverName: string): Certificates {
  const caName = `Mailgrant Sandbox CA ${randomBytes(4).toString('hex')}`;
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { certificate: caCertificate } = issue({
    subject: caName,
    publicKey: ca.publicKey,
    issuer: caName,
    issuerKey: ca.privateKey,
    days: 3650,
    extensions: [
      extension('2.5.29.19', true, sequence(yes())),
      extension('2.5.29.15', true, bits(Buffer.from([0b0000_0110]), 1)),
      extension('2.5.29.14', false, octets(keyId(ca.publicKey))),
    ],
  });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = [
    ...new Set(['localhost', serverName]).values().map((each) => tagged(0x82, Buffer.from(each))),
    tagged(0x87, Buffer.from([127, 0, 0, 1])),
  ];
  const { certificate, endsAt } = issue({
    subject: 'localhost',
    publicKey: server.publicKey,
    issuer: caName,
    issuerKey: ca.privateKey,
    days: 3640,
    extensions: [
      extension('2.5.29.17', false, sequence(...names)),
      extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.15', true, bits(Buffer.from([0b1000_0000]), 7)),
      extension('2.5.29.35', false, sequence(tagged(0x80, keyId(createPublicKey(caCertificate))))),
    ],
  });
  const serverKey = server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { caCertificate, serverCertificate: certificate, serverKey, serverEndsAt: endsAt.toISOString(), serverName };
}

/**
 * The certificates kept in `dir`; made once, and again in their last month or for another name. The CA's key is
 * forgotten at once.
 */
export function openCertificates(dir: string, serverName = 'localhost'): Certificates {
  const path = join(dir, 'certificates.json');
  const text = readWhole(path);
  const kept = text === undefined ? undefined : (JSON.parse(text) as Certificates);
  const isFor = kept?.serverName ?? 'localhost';
  if (kept && isFor === serverName && Date.parse(kept.serverEndsAt) - Date.now() > 30 * dayMs) return kept;
  const made = issueAll(serverName);
  writeWhole(path, JSON.stringify(made));
  return made;
}
