import { rootCertificates } from 'node:tls';
import { aCertificate } from '#sandbox/testing/certificates.ts';

/** A request that is fine, by the name of its provider. */
export const goodInput = {
  smtp: {
    provider: 'smtp',
    grantKind: 'password',
    transport: 'smtp',
    senderName: 'Contoso Reports',
    senderAddress: 'reports@contoso.com',
    settings: { userName: 'reports@contoso.com' },
    clientSecret: 'correct horse battery',
    overrides: { smtpHost: 'smtp.contoso.com', smtpPort: 587, smtpSecurity: 'starttls' },
    proxy: {
      kind: 'http',
      host: 'proxy.contoso.com',
      port: 3128,
      userName: 'mail',
      password: 'tr0ub4dor',
      uses: ['mail'],
    },
  },
  custom: {
    provider: 'custom',
    grantKind: 'client_credentials',
    transport: 'smtp',
    senderName: 'Contoso Reports',
    senderAddress: 'reports@contoso.com',
    clientId: 'mailgrant',
    settings: { clientAuthentication: 'client_secret_post', userName: 'reports@contoso.com' },
    clientSecret: 'correct horse battery',
    clientSecretExpiresAt: null,
    overrides: {
      issuer: 'https://login.contoso.com',
      authorizationEndpoint: 'https://login.contoso.com/authorize',
      tokenEndpoint: 'https://login.contoso.com/token',
      scopes: ['mail.send'],
      smtpHost: 'smtp.contoso.com',
    },
  },
} as const;

export type BadInput = { what: string; of: keyof typeof goodInput; field: string; value: unknown };

/** Every spelling of the inside that nobody but the operator may let a tenant reach. */
const insideAddresses = [
  '127.0.0.1',
  '169.254.169.254',
  '168.63.129.16',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[fd00:ec2::254]',
  '10.0.0.1',
  '2130706433',
  '0177.0.0.1',
  '0x7f.1',
];

const urlFields = ['issuer', 'authorizationEndpoint', 'tokenEndpoint'];
/** RFC 4616 forbids NUL within what is signed in with; CR and LF begin another command or header. */
const breaks = {
  NUL: 'a\0b-and-more',
  CR: 'a\rb-and-more',
  LF: 'a\nb-and-more',
  CRLF: 'a\r\nDATA-and-more',
};

const [certificate = ''] = rootCertificates;
const privateKey = `-----BEGIN PRIVATE KEY-----\n${'MIIE'.repeat(12)}\n-----END PRIVATE KEY-----`;
const ended = () =>
  aCertificate({ subject: 'Old', notBefore: new Date('2024-03-03'), notAfter: new Date('2025-03-03') }).certificate;

const row = (of: BadInput['of'], field: string, value: unknown, what = JSON.stringify(value)): BadInput => ({
  what: `${field}: ${what}`,
  of,
  field,
  value,
});

/** Settings that must not be taken, each wrong in one field alone. */
export function badInput(): BadInput[] {
  return [
    ...[
      'smtp://smtp.contoso.com',
      'smtp.contoso.com:587',
      'smtp.contoso.com/in',
      'smtp contoso',
      'eve@contoso.com',
    ].flatMap((host) => [row('smtp', 'overrides.smtpHost', host), row('smtp', 'proxy.host', host)]),
    ...[0, 65_536, -1, 587.5, '587'].flatMap((port) => [
      row('smtp', 'overrides.smtpPort', port),
      row('smtp', 'proxy.port', port),
    ]),
    row('custom', 'overrides.smtpSecurity', 'none'),
    row('smtp', 'overrides.smtpSecurity', 'ssl3'),
    row('smtp', 'overrides.caCertificate', `${certificate}\n${privateKey}`, 'a private key beside it'),
    row('smtp', 'overrides.caCertificate', ended(), 'one that has ended'),
    row('smtp', 'overrides.caCertificate', 'Contoso Root', 'no certificate'),
    ...Object.entries(breaks).flatMap(([what, text]) =>
      [
        'settings.userName',
        'clientSecret',
        'senderName',
        'senderAddress',
        'overrides.smtpHost',
        'proxy.host',
        'proxy.userName',
        'proxy.password',
      ].map((field) => row('smtp', field, text, what)),
    ),
    ...Object.entries(breaks).flatMap(([what, text]) =>
      ['clientId', 'clientSecret', 'settings.userName', 'settings.parameters', 'overrides.scopes.0'].map((field) =>
        row('custom', field, field === 'settings.parameters' ? `audience=${text}` : text, what),
      ),
    ),
    ...[
      'client_id=x',
      'grant_type=password',
      'a=b&redirect_uri=https://evil.example',
      'SCOPE=all',
      'request_uri=https://evil.example',
      'audience=mail&api_key=correct',
      'prompt=a&prompt=b',
    ].map((text) => row('custom', 'settings.parameters', text)),
    row(
      'custom',
      'settings.discoveryUrl',
      'https://login.contoso.com/.well-known/openid-configuration?api_key=correct',
    ),
    row('custom', 'overrides.tokenEndpoint', 'https://login.contoso.com/token?api_key=correct'),
    row('custom', 'overrides.authorizationEndpoint', 'https://login.contoso.com/authorize?client_secret=correct'),
    row('custom', 'overrides.authorizationEndpoint', 'https://login.contoso.com/authorize?request_uri=urn:evil'),
    row('smtp', 'proxy.userName', 'mail:er'),
    row('smtp', 'clientSecret', ' correct horse battery'),
    ...urlFields.flatMap((field) =>
      [
        'https://eve@login.contoso.com/',
        'https://eve:secret@login.contoso.com/',
        'http://login.contoso.com/token',
        'ftp://login.contoso.com/',
        ...insideAddresses.map((address) => `https://${address}/token`),
        ...insideAddresses.map((address) => `http://${address}/token`),
      ].map((url) => row('custom', `overrides.${field}`, url)),
    ),
    ...insideAddresses.flatMap((address) => [
      row('smtp', 'overrides.smtpHost', address),
      row('smtp', 'proxy.host', address),
    ]),
  ];
}

/** The request with what is bad in it, as it comes in. */
export function withBad({ of, field, value }: BadInput): Record<string, unknown> {
  const input = structuredClone(goodInput[of]) as unknown as Record<string, unknown>;
  const names = field.split('.');
  const last = names.pop() ?? '';
  const group = names.reduce((found, name) => found[name] as Record<string, unknown>, input);
  group[last] = value;
  return input;
}
