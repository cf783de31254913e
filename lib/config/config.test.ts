import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors/index.ts';
import { parseConfig } from './config.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const enough = { DATABASE_URL: 'postgres://app:hunter2@db:5432/mailgrant', MAILGRANT_KEYS: `k1:${key(1)}` };

describe('parseConfig', () => {
  it('fills in everything but the database and the keys', () => {
    expect(parseConfig(enough)).toEqual({
      nodeEnv: 'development',
      publicUrl: 'http://localhost:3000',
      port: 3000,
      databaseUrl: enough.DATABASE_URL,
      keyRing: [enough.MAILGRANT_KEYS],
      providersFile: undefined,
      signInFile: undefined,
      egressAllow: [],
      egressPorts: [],
      trustedProxies: [],
      plainPasswords: 'allowed',
      testLimitPerMinute: 10,
      outgoingAddresses: [],
      clamd: undefined,
      clamdUnreachable: 'refuse',
      systemMail: undefined,
      logLevel: 'info',
      setupCode: undefined,
    });
  });

  it('refuses to go on without database and keys, in one sentence that says what to set', () => {
    const { message, fields } = refusal({});
    expect(fields.map((field) => field.path)).toEqual(['DATABASE_URL', 'MAILGRANT_KEYS']);
    expect(message).toContain('DATABASE_URL must be set to a PostgreSQL database. It must look like postgresql://');
    expect(message).toContain('openssl rand -base64 32');
  });

  it.each([
    ['PUBLIC_URL', 'http://mail.example.com', 'https://'],
    ['PUBLIC_URL', 'https://mail.example.com/console', 'without a path'],
    ['PUBLIC_URL', 'https://mail.example.com?a=1', 'without a path'],
    ['PUBLIC_URL', 'https://user@mail.example.com', 'without a user name'],
    ['PUBLIC_URL', 'mail.example.com', 'origin'],
    ['PUBLIC_URL', 'ftp://mail.example.com', 'origin'],
    ['PORT', '70000', '1 to 65535'],
    ['PORT', '3000x', '1 to 65535'],
    ['PORT', '-1', '1 to 65535'],
    ['PORT', '0', 'PORT is “0”: it must be a port number from 1 to 65535'],
    ['DATABASE_URL', 'mysql://db/mailgrant', 'postgresql://'],
    ['DATABASE_URL', 'postgresql://user:pass#word@db/mailgrant', 'percent-encoded'],
    ['DATABASE_URL', 'postgresql://user@db', '/database'],
    ['MAILGRANT_KEYS', key(1), 'entry 1 has no kid before its key. It must be one or more kid:key pairs'],
    ['MAILGRANT_KEYS', `k1:${key(1)},k2:${key(1).slice(4)}`, 'the key of entry 2 is not 32 bytes'],
    ['MAILGRANT_KEYS', `k1:${key(1).slice(4)}`, '32 bytes'],
    ['MAILGRANT_KEYS', `K1:${key(1)}`, 'kid'],
    ['MAILGRANT_KEYS', `k1:${key(1)},k1:${key(2)}`, 'entry 2 has the kid of another'],
    ['MAILGRANT_KEYS', ',', 'one or more'],
    ['EGRESS_ALLOW', 'localhost', 'host:port'],
    ['EGRESS_ALLOW', 'localhost:0', 'host:port'],
    ['EGRESS_ALLOW', 'localhost:70000', 'host:port'],
    ['EGRESS_ALLOW', '10.0.0.0/8:25', 'host:port'],
    ['EGRESS_ALLOW', '*.internal:25', 'host:port'],
    ['EGRESS_ALLOW', 'fd00::25:25', 'host:port'],
    ['EGRESS_ALLOW', '[:::]:25', 'host:port'],
    ['EGRESS_PORTS', 'smtp', 'EGRESS_PORTS is “smtp”: it must be port numbers from 1 to 65535'],
    ['EGRESS_PORTS', '0', 'port numbers'],
    ['EGRESS_PORTS', '8443,65536', 'port numbers'],
    ['EGRESS_PORTS', '8000-9000', 'port numbers'],
    ['TEST_LIMIT_PER_MINUTE', '0', 'TEST_LIMIT_PER_MINUTE is “0”: it must be a whole number from 1'],
    ['TEST_LIMIT_PER_MINUTE', 'none', 'whole number'],
    ['OUTGOING_ADDRESSES', 'mail', 'OUTGOING_ADDRESSES is “mail”: it must be addresses, networks or host names'],
    ['OUTGOING_ADDRESSES', '203.0.113.300', 'addresses, networks or host names'],
    ['OUTGOING_ADDRESSES', '203.0.113.7/33', 'addresses, networks or host names'],
    ['OUTGOING_ADDRESSES', 'https://mail.example.com', 'addresses, networks or host names'],
    ['TRUSTED_PROXIES', '1', 'TRUSTED_PROXIES is “1”: it must be addresses or networks'],
    ['TRUSTED_PROXIES', '127.0.0.1,proxy.internal', 'addresses or networks'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'addresses or networks'],
    ['CLAMD', 'clamd.internal', 'CLAMD is “clamd.internal”: it must be host:port'],
    ['CLAMD', 'run/clamav/clamd.ctl', 'absolute path of a socket'],
    ['CLAMD', 'tcp://clamd.internal:3310', 'host:port'],
    ['CLAMD', `/${'long'.repeat(30)}`, 'absolute path'],
    ['CLAMD_UNREACHABLE', 'ignore', 'refuse or accept'],
    ['SYSTEM_MAIL', 'mail.example.com:587', 'SYSTEM_MAIL must look like smtp://user:password@host:587'],
    ['SYSTEM_MAIL', 'smtp://mail.example.com/inbox', 'must look like'],
    ['SYSTEM_MAIL', 'smtp://user@mail.example.com', 'must look like'],
    ['SYSTEM_MAIL', 'smtp://user:100%@mail.example.com', 'percent-encoded'],
    ['SYSTEM_MAIL_FROM', 'Mailgrant', 'SYSTEM_MAIL_FROM is “Mailgrant”: it must be an e-mail address'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL is “loud”: it must be one of'],
    ['NODE_ENV', 'staging', 'must be development'],
    ['SETUP_CODE', 'short', '8 characters'],
  ])('names %s when it is %s', (name, value, cure) => {
    const { message, fields } = refusal({ ...enough, [name]: value });
    expect(fields.map((field) => field.path)).toEqual([name]);
    expect(message).toContain(cure);
  });

  it('never repeats a value that may be a secret', () => {
    const secret = 'c2VjcmV0LXRoYXQtbXVzdC1ub3QtYmUtc2hvd24=';
    const { message } = refusal({
      DATABASE_URL: `mysql://app:${secret}@db`,
      MAILGRANT_KEYS: secret,
      SETUP_CODE: 'hunter2',
      PUBLIC_URL: 'https://user:hunter2@mail.example.com',
      SYSTEM_MAIL: 'smtp://user:hunter2@mail.example.com/x',
    });
    expect(message).not.toContain(secret);
    expect(message).not.toContain('hunter2');
  });

  it('lets the address follow the port', () => {
    expect(parseConfig({ ...enough, PORT: '3999' }).publicUrl).toBe('http://localhost:3999');
  });

  it('takes an empty variable for an unset one', () => {
    expect(parseConfig({ ...enough, PORT: '', EGRESS_ALLOW: '' })).toMatchObject({ port: 3000, egressAllow: [] });
  });

  it('reads lists with spaces and a last comma, and an origin with a slash or capitals', () => {
    const parsed = parseConfig({
      ...enough,
      MAILGRANT_KEYS: `k2:${key(2)}, k1:${key(1)},`,
      EGRESS_ALLOW: ' localhost:4010, [::1]:4587 ,127.0.0.1:4465,',
      EGRESS_PORTS: '2526, 8443,',
      PUBLIC_URL: 'https://Mail.Example.com:443/',
    });
    expect(parsed.keyRing).toEqual([`k2:${key(2)}`, `k1:${key(1)}`]);
    expect(parsed.egressAllow).toEqual(['localhost:4010', '[::1]:4587', '127.0.0.1:4465']);
    expect(parsed.egressPorts).toEqual([2526, 8443]);
    expect(parsed.publicUrl).toBe('https://mail.example.com');
  });

  it.each([
    ['clamd.internal:3310', { kind: 'tcp', host: 'clamd.internal', port: 3310 }],
    ['[fd00::25]:3310', { kind: 'tcp', host: 'fd00::25', port: 3310 }],
    ['/run/clamav/clamd.ctl', { kind: 'socket', path: '/run/clamav/clamd.ctl' }],
  ])('reads where the virus scanner listens: %s', (CLAMD, clamd) => {
    expect(parseConfig({ ...enough, CLAMD, CLAMD_UNREACHABLE: 'accept' })).toMatchObject({
      clamd,
      clamdUnreachable: 'accept',
    });
  });

  it.each([
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, security: 'starttls', user: null }],
    ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, security: 'tls', user: null }],
    ['smtp://localhost:25', { host: 'localhost', port: 25, security: 'none', user: null }],
    ['smtp://[::1]:2525', { host: '::1', port: 2525, security: 'none', user: null }],
  ])('reads which mail server tells administrators, without TLS only on this machine: %s', (SYSTEM_MAIL, server) => {
    const from = 'mailgrant@example.com';
    const { systemMail } = parseConfig({ ...enough, SYSTEM_MAIL, SYSTEM_MAIL_FROM: from });
    expect(systemMail).toEqual({ ...server, from });
  });

  it('reads who signs in there, keeps the password a secret, and asks for the sender beside it', () => {
    const SYSTEM_MAIL = 'smtp://ops%40example.com:hunter2%21@mail.example.com';
    const { systemMail } = parseConfig({ ...enough, SYSTEM_MAIL, SYSTEM_MAIL_FROM: 'mailgrant@example.com' });
    expect(systemMail?.user?.name).toBe('ops@example.com');
    expect(systemMail?.user?.password.reveal()).toBe('hunter2!');
    expect(JSON.stringify(systemMail)).not.toContain('hunter2');
    expect(refusal({ ...enough, SYSTEM_MAIL }).fields.map(({ path }) => path)).toEqual(['SYSTEM_MAIL_FROM']);
  });

  it.each(['http://localhost:3000', 'http://127.0.0.1:8080', 'http://[::1]:3000'])('allows %s without TLS', (url) => {
    expect(parseConfig({ ...enough, PUBLIC_URL: url }).publicUrl).toBe(url);
  });
});

function refusal(env: Record<string, string>): AppError {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}
