import { expect, it } from 'vitest';
import { Secret } from '#lib/crypto/secret.ts';
import { aMail, via } from '#lib/testing/outgoing-mail.ts';
import { aTalkingServer } from '#lib/testing/talking-server.ts';
import { type Credential, transport, verifier } from '#lib/transports/index.ts';

const byPassword: Credential = { kind: 'password', userName: 'reports', password: new Secret('correct horse') };

it('signs in, says goodbye, and names no mail', async () => {
  const { heard, smtpPort } = await aTalkingServer({ offers: ['AUTH PLAIN'] });
  const to = via({ credential: byPassword, smtpPort, smtpSecurity: 'none' });

  const outcome = await verifier('smtp')?.(to);
  expect(outcome).toEqual({
    kind: 'accepted',
    reply: { protocol: 'smtp', status: 235, code: '2.7.0', text: '235 2.7.0 Accepted' },
  });
  await expect.poll(() => heard.map((line) => line.split(' ')[0])).toEqual(['EHLO', 'AUTH', 'QUIT']);
  // Control: with a mail, the same way names it.
  await transport('smtp')(aMail(), to);
  expect(heard.join('\n')).toContain('MAIL FROM');
});

it('is content with the hello where nobody signs in', async () => {
  const { heard, smtpPort } = await aTalkingServer({ offers: ['SIZE 1000'] });
  const to = via({ credential: { kind: 'none' }, smtpPort, smtpSecurity: 'none' });
  expect(await verifier('smtp')?.(to)).toMatchObject({ kind: 'accepted', reply: { protocol: 'smtp', status: 250 } });
  await expect.poll(() => heard.map((line) => line.split(' ')[0])).toEqual(['EHLO', 'QUIT']);
});

it('tells a no as it was said, of the server and of the way to it', async () => {
  const answers = (line: string) => (/^AUTH/.test(line) ? '535 5.7.8 No' : undefined);
  const { smtpPort } = await aTalkingServer({ offers: ['AUTH PLAIN'], answers });
  const to = via({ credential: byPassword, smtpPort, smtpSecurity: 'none' });
  expect(await verifier('smtp')?.(to)).toMatchObject({ kind: 'refused', reply: { status: 535, code: '5.7.8' } });
  expect(await verifier('smtp')?.({ ...to, smtpHost: '10.0.0.1' })).toMatchObject({
    kind: 'refused',
    reply: { protocol: 'network', code: 'EGRESS_DENIED' },
  });
});

it('is not there for HTTP APIs', () => {
  expect([verifier('graph'), verifier('gmail')]).toEqual([null, null]);
});
