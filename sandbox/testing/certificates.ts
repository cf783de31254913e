import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bits,
  context,
  integer,
  octets,
  oid,
  pem,
  sequence,
  set,
  tagged,
  time,
  utf8,
  yes,
} from '#sandbox/certificates/der.ts';

type KeyKind = 'rsa' | 'rsa-1024' | 'ec';

type Wanted = {
  key?: KeyKind;
  subject?: string;
  /** Signs with its own key and name when absent. */
  issuer?: { subject: string; key: KeyObject };
  notBefore?: Date;
  notAfter?: Date;
  isCa?: boolean;
  dnsNames?: string[];
  /** Addresses, as their bytes. */
  ipAddresses?: number[][];
};

export type MadeCertificate = { subject: string; key: KeyObject; keyPem: string; certificate: string };

const dayMs = 86_400_000;
const algorithms = { rsa: '1.2.840.113549.1.1.11', ec: '1.2.840.10045.4.3.2' } as const;

/** Makes a certificate (RFC 5280 §4.1) and its key, for tests: RSA of 2048 bits, good from yesterday for a year. */
export function aCertificate(wanted: Wanted = {}): MadeCertificate {
  const now = Date.now();
  const { subject = 'mail.contoso.example', notBefore = new Date(now - dayMs), isCa = false } = wanted;
  const { dnsNames = [], ipAddresses = [] } = wanted;
  const names = [
    ...dnsNames.map((name) => tagged(0x82, Buffer.from(name))),
    ...ipAddresses.map((bytes) => tagged(0x87, Buffer.from(bytes))),
  ];
  const { notAfter = new Date(now + 365 * dayMs) } = wanted;
  const { privateKey, publicKey } = aKeyPair(wanted.key ?? 'rsa');
  const issuer = wanted.issuer ?? { subject, key: privateKey };
  const algorithm = sequence(oid(algorithms[issuer.key.asymmetricKeyType === 'ec' ? 'ec' : 'rsa']));
  const extensions = [
    ...(isCa ? [sequence(oid('2.5.29.19'), yes(), octets(sequence(yes())))] : []),
    ...(names.length > 0 ? [sequence(oid('2.5.29.17'), octets(sequence(...names)))] : []),
  ];
  const body = sequence(
    context(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name(issuer.subject),
    sequence(time(notBefore), time(notAfter)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [context(3, sequence(...extensions))] : []),
  );
  const certificate = pem('CERTIFICATE', sequence(body, algorithm, bits(sign('sha256', body, issuer.key))));
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { subject, key: privateKey, keyPem, certificate };
}

const name = (commonName: string) => sequence(set(sequence(oid('2.5.4.3'), utf8(commonName))));

function aKeyPair(kind: KeyKind): { privateKey: KeyObject; publicKey: KeyObject } {
  if (kind === 'ec') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return generateKeyPairSync('rsa', { modulusLength: kind === 'rsa' ? 2048 : 1024 });
}
