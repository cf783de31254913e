import { beforeEach, describe, expect, it } from 'vitest';
import { connectionInput } from '#lib/testing/connection-input.ts';
import { type Connection, connectedAt } from '#lib/testing/fault-switches/connected-at.ts';
import type { Half } from '#lib/testing/fault-switches/half.ts';
import { microsoftHalf } from '#lib/testing/fault-switches/microsoft-half.ts';
import type { Step } from '#lib/testing/fault-switches/row.ts';
import { usePlace } from '#lib/testing/fault-switches/use-place.ts';
import { dayMs, hourMs, useVirtualDays } from '#lib/testing/virtual-days.ts';
import { aCertificate } from '#sandbox/testing/certificates.ts';

const place = usePlace(microsoftHalf);
const time = useVirtualDays(() => place().database);

/** An application whose secret, or certificate, ends after so many days. */
function ending(by: 'secret' | 'certificate', days: number): Half {
  const endsAt = () => new Date(Date.now() + days * dayMs);
  const isCertificate = by === 'certificate';
  return {
    ...microsoftHalf,
    register: ({ control }, redirectUrl) => {
      const { clientId, directoryId, secretValue } = control.createRegistration({
        directory: 'Contoso',
        name: 'Reports',
        redirectUris: [redirectUrl],
        applicationPermissions: ['Mail.Send'],
        adminConsent: true,
        secretEndsAt: endsAt().toISOString(),
      });
      const newCertificate = () => {
        const { certificate, keyPem } = aCertificate({ notAfter: endsAt() });
        control.addCertificate(clientId, certificate);
        return `${keyPem}${certificate}`;
      };
      return {
        clientId,
        newSecret: () => (isCertificate ? newCertificate() : control.addSecret(clientId).secretValue),
        input: (grantKind) =>
          connectionInput({
            grantKind,
            senderAddress: microsoftHalf.account,
            clientId,
            settings: { directoryId, ...(isCertificate ? { clientAuthentication: 'certificate' } : {}) },
            clientSecret: isCertificate ? newCertificate() : secretValue,
          }),
      };
    },
  };
}

const working = { health: 'working', problem: null, grant: { stoppedAt: null } };

// What is counted are the days of the refresh token, the secret and the certificate.
beforeEach(() => place().sandbox.control.setAccessTokenLifetime(86_400));

describe('a refresh token that ends by ninety days without use', () => {
  const aLongSecret = () => connectedAt({ ...place(), half: ending('secret', 730) }, 'renewal');

  it('lives on after 90, 180 and 270 days in which nobody sends', { timeout: 180_000 }, async () => {
    const beganAt = Date.now();
    const connection = await aLongSecret();
    for (const days of [94, 184, 274]) {
      await time.liveTo(beganAt + days * dayMs);
      expect(await connection.view()).toMatchObject(working);
    }
    expect(await connection.send()).toMatchObject({ kind: 'accepted' });
    expect(await connection.healthsSeen()).toEqual([]);
  });

  it('control: with nobody to exercise it, it is gone, and is said to be', async () => {
    const beganAt = Date.now();
    const connection = await aLongSecret();
    time.sleepTo(beganAt + 94 * dayMs);
    await connection.round();
    const { health, problem } = await connection.view();
    expect({ health, code: problem?.code }).toEqual({ health: 'needs_consent', code: 'microsoft_grant_idle' });
    expect(problem?.reply.numbers).toEqual([700082]);
  });
});

const daysToEnd = 15;

const ends: [string, Half, Step, string][] = [
  ['a client secret, by refresh token', ending('secret', daysToEnd), 'renewal', 'microsoft_secret_expired'],
  ['a client secret of an application', ending('secret', daysToEnd), 'application', 'microsoft_secret_expired'],
  ['a certificate, by refresh token', ending('certificate', daysToEnd), 'renewal', 'microsoft_certificate_expired'],
  ['a certificate of an application', ending('certificate', daysToEnd), 'application', 'microsoft_certificate_expired'],
];

describe.each(ends)('the end of %s', (_what, half, step, code) => {
  const over = { health: 'invalid', problem: { code, class: 'config' }, grant: { stoppedAt: null } };
  const endOf = (connection: Connection) =>
    connection.view().then(({ grant }) => Date.parse(grant?.accessTokens[0]?.expiresAt ?? ''));

  it('is no end of the grant: what is in hand still sends, and a new one brings it back by itself', {
    timeout: 180_000,
  }, async () => {
    const beganAt = Date.now();
    const connection = await connectedAt({ ...place(), half }, step);
    const { consentedAt } = (await connection.view()).grant ?? {};
    const endsAt = beganAt + daysToEnd * dayMs;

    await time.liveTo(endsAt - 10 * 60_000);
    place().sandbox.control.setAccessTokenLifetime(3_600);
    await connection.refreshNow();
    const servesTo = await endOf(connection);
    expect(servesTo).toBe(endsAt + 50 * 60_000);
    expect(await connection.healthsSeen()).toEqual([]);

    // Renewed ahead of time and refused; the token in hand is as good as before.
    await time.liveTo(servesTo - 2 * 60_000);
    expect(await connection.view()).toMatchObject(over);
    expect(await connection.send()).toMatchObject({ kind: 'accepted' });
    await time.liveTo(servesTo);
    expect(await connection.send()).toMatchObject({ kind: 'refused', problem: { code } });

    // Nobody comes for hours: nothing is given up.
    await time.liveTo(endsAt + 6 * hourMs);
    expect(await connection.view()).toMatchObject(over);
    expect(await connection.newSecret()).toMatchObject({ problem: null });
    expect(await connection.send()).toMatchObject({ kind: 'accepted' });
    await time.liveTo(Date.now() + 2 * hourMs);
    expect(await connection.view()).toMatchObject({ ...working, grant: { stoppedAt: null, consentedAt } });
    const seen = await connection.healthsSeen();
    expect(seen).not.toContain('needs_consent');
    expect(seen).not.toContain('blocked');
  });
});
