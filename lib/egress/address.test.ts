import { expect, it } from 'vitest';
import { hostPort, isPublicAddress, readHost } from './address.ts';
import { EgressError } from './egress-error.ts';
import { hostOf, hostSchema } from './schema.ts';

it.each([
  ['Login.MicrosoftOnline.com', 'login.microsoftonline.com'],
  ['smtp.office365.com.', 'smtp.office365.com'],
  ['mail_relay.internal', 'mail_relay.internal'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['2130706433', '127.0.0.1'],
  ['0x7f.1', '127.0.0.1'],
  ['①②⑦.0.0.1', '127.0.0.1'],
  ['[2603:1036:0::1]', '2603:1036::1'],
  ['2603:1036:0::1', '2603:1036::1'],
  ['::ffff:127.0.0.1', '::ffff:7f00:1'],
])('reads %s as %s', (spelling, name) => {
  expect(readHost(spelling).name).toBe(name);
});

it.each([
  '',
  'a b',
  'a/b',
  'a:25',
  'user@a',
  'a..b',
  'a..',
  '[a]',
  'fe80::1%eth0',
  '256.1.1.1',
  `${'a'.repeat(300)}.com`,
])('refuses %j', (spelling) => {
  expect(() => readHost(spelling)).toThrow(EgressError);
});

it('knows an address from a name', () => {
  expect(readHost('127.1').isAddress).toBe(true);
  expect(readHost('[::1]').isAddress).toBe(true);
  expect(readHost('127.0.0.1.nip.io').isAddress).toBe(false);
});

it('writes host and port as the list of allowed hosts does', () => {
  expect(hostPort(readHost('SMTP.internal.'), 587)).toBe('smtp.internal:587');
  expect(hostPort(readHost('::1'), 25)).toBe('[::1]:25');
});

it.each([
  '8.8.8.8',
  '40.99.10.34',
  '1.0.0.1',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '169.253.255.255',
  '192.167.255.255',
  '198.17.255.255',
  '223.255.255.255',
  '2606:4700::1111',
  '2a01:111:f400::1',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

it.each([
  '127.0.0.1',
  '10.0.0.1',
  '172.16.0.0',
  '172.31.255.255',
  '192.168.0.0',
  '100.64.0.0',
  '100.127.255.255',
  '169.254.169.254',
  '168.63.129.16',
  '0.0.0.0',
  '192.0.0.192',
  '198.18.0.0',
  '224.0.0.1',
  '240.0.0.0',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
  '64:ff9b:1::1',
  '2002:808:808::',
  '2001::1',
  '2001:db8::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%lo',
  '2606:4700::1111%eth0',
  'fec0::1',
  'ff02::1',
  '3fff::1',
  '5f00::1',
  'not an address',
  '',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

it.each([
  ['a', true],
  [`${'a'.repeat(63)}.example`, true],
  [`${'a'.repeat(64)}.example`, false],
  ['-mail.example', false],
  ['mail-.example', false],
  ['mail!.example', false],
  ['mail_relay', true],
])('takes %s for a name: %s (RFC 1035 §2.3.4)', (spelling, isName) => {
  expect(hostOf(spelling) !== null).toBe(isName);
});

it('keeps what is typed in the one spelling, and says what is wrong with what is none', () => {
  const host = hostSchema('a host name', 'smtp.example.com');
  expect(host.parse(' SMTP.Office365.com. ')).toBe('smtp.office365.com');
  expect(host.parse('[2606:4700:0::1111]')).toBe('2606:4700::1111');
  expect(host.parse('0x08.0x08.0x08.0x08')).toBe('8.8.8.8');
  const problems = (text: string) => host.safeParse(text).error?.issues.map(({ message }) => message);
  expect(problems(' ')).toEqual(['Enter a host name.']);
  expect(problems('smtp.example.com:25')).toEqual([expect.stringContaining('The port has its own field.')]);
});
