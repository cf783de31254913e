import { beforeEach, describe, expect, it } from 'vitest';
import { connect, finishConsent } from '#lib/connections/index.ts';
import { inAnotherBrowser, type Person } from '#lib/testing/a-tenant.ts';
import { connectedAt } from '#lib/testing/fault-switches/connected-at.ts';
import { googleHalf } from '#lib/testing/fault-switches/google-half.ts';
import { usePlace } from '#lib/testing/fault-switches/use-place.ts';
import { dayMs, hourMs, useVirtualDays } from '#lib/testing/virtual-days.ts';

const place = usePlace(googleHalf);
const time = useVirtualDays(() => place().database);

const google = () => place().sandbox.control.google;
const dead = { health: 'needs_consent', problem: { code: 'google_grant_revoked' } };

/** By a session of today: the one from before is over. */
async function consentAgain({ ctx, browserToken, signedIn }: Person, id: string) {
  const { authorizeUrl } = await connect(ctx, id, browserToken);
  const url = await googleHalf.walk(authorizeUrl ?? '');
  if (typeof url === 'string') throw new Error(`The trip ended on ${url}.`);
  return finishConsent({ url, browserToken, signedIn, ip: null });
}

// What is counted are the days of the refresh token.
beforeEach(() => google().setAccessTokenLifetime(86_400));

describe('an application in Testing, whose grants end after seven days', () => {
  beforeEach(() => {
    google().changeProject('Northwind', {
      audience: 'external',
      publishing: 'testing',
      testUsers: [googleHalf.account],
    });
  });

  it.each([
    ['once a day', 1],
    ['never', 0],
  ])(
    'ends on that day, which was known from the first answer: used %s',
    { timeout: 180_000 },
    async (_how, everyDays) => {
      const { member } = place();
      const beganAt = Date.now();
      const connection = await connectedAt(place(), 'renewal');
      const endsAt = beganAt + 604_799_000;
      const namedEnd = async () => Date.parse((await connection.view()).grant?.refreshTokenEndsAt ?? '');
      expect(await namedEnd()).toBe(endsAt);

      for (let at = beganAt + everyDays * dayMs; everyDays > 0 && at < endsAt; at += everyDays * dayMs) {
        await time.liveTo(at);
        // The last day goes by Google's own hours, so that a token in hand hides nothing for long.
        if (at > endsAt - 2 * dayMs) google().setAccessTokenLifetime(3_599);
        expect(await connection.send()).toMatchObject({ kind: 'accepted' });
      }
      await time.liveTo(endsAt - 1_000);
      expect(await connection.view()).toMatchObject({ health: 'working', problem: null, grant: { stoppedAt: null } });
      expect(Math.abs((await namedEnd()) - endsAt)).toBeLessThan(60_000);

      await time.liveTo(endsAt + hourMs);
      expect(await connection.view()).toMatchObject(dead);
      expect(await connection.healthsSeen()).toEqual(['needs_consent']);
      // Asked for no more, however long nobody comes.
      const asked = connection.tokenRequests();
      await time.liveTo(endsAt + 30 * dayMs);
      expect(connection.tokenRequests()).toBe(asked);

      const signedIn = await inAnotherBrowser(member, member.ctx.tenantSlug);
      expect(await consentAgain(signedIn, connection.id)).toMatchObject({ kind: 'granted' });
      expect(await namedEnd()).toBe(Date.now() + 604_799_000);
      expect(await connection.send()).toMatchObject({ kind: 'accepted' });
    },
  );
});

describe('a refresh token that ends by six months without use', () => {
  const aPublished = () => {
    google().changeProject('Northwind', { audience: 'external', publishing: 'production' });
    return connectedAt(place(), 'renewal');
  };

  it('lives on after half a year, and a whole one, in which nobody sends', { timeout: 180_000 }, async () => {
    const beganAt = Date.now();
    const connection = await aPublished();
    for (const days of [190, 380]) {
      await time.liveTo(beganAt + days * dayMs);
      expect(await connection.view()).toMatchObject({ health: 'working', problem: null, grant: { stoppedAt: null } });
      expect(await connection.send()).toMatchObject({ kind: 'accepted' });
    }
    expect(await connection.healthsSeen()).toEqual([]);
  });

  it('control: with nobody to exercise it, it is gone, and is said to be', async () => {
    const beganAt = Date.now();
    const connection = await aPublished();
    time.sleepTo(beganAt + 190 * dayMs);
    await connection.round();
    expect(await connection.view()).toMatchObject(dead);
  });
});
