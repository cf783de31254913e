import { expect, it } from 'vitest';
import { connect, finishConsent, getConnection, refreshNow } from '#lib/connections/index.ts';
import { type Connected, grantOf, mailbox, useStrictServer } from '#lib/testing/connected.ts';
import { useDatabase } from '#lib/testing/database.ts';

useDatabase();
const strict = useStrictServer();
const dayS = 86_400;

const endOf = async ({ tenantId }: Connected) => (await grantOf(tenantId)).refreshTokenExpiresAt;
const inDays = (end: Date | null) => Math.round(((end?.getTime() ?? 0) - Date.now()) / 1_000 / dayS);
const answer = (refreshTokenExpiresInS: number | undefined) =>
  Object.assign(strict.server.settings, { refreshTokenExpiresInS });

/** The same account consents once more, to a token of seven days that is not replaced. */
async function inTesting(): Promise<Connected> {
  const one = await strict.connected();
  strict.server.settings.rotates = false;
  await consentAgain(one, 7 * dayS - 1);
  return one;
}

async function consentAgain({ member, id }: Connected, endsInS: number): Promise<void> {
  answer(endsInS);
  const { authorizeUrl } = await connect(member.ctx, id, member.browserToken);
  const url = strict.server.consent(authorizeUrl ?? '', mailbox);
  await finishConsent({ url, browserToken: member.browserToken, signedIn: member.signedIn, ip: null });
}

it('is announced at once after the consent', async () => {
  const one = await inTesting();
  const { grant } = await getConnection(one.member.ctx, one.id);
  expect(grant).toMatchObject({ refreshTokenIdleDays: null, refreshTokenEndsAt: (await endOf(one))?.toISOString() });
  expect(inDays(await endOf(one))).toBe(7);
});

it.each<[string, (left: number) => number | undefined]>([
  ['say nothing of it', () => undefined],
  ['say what is left', (left) => left],
  ['say a little less each time', (left) => left - 5],
])('does not move with twenty renewals that %s', async (_name, say) => {
  const one = await inTesting();
  const end = await endOf(one);
  for (let renewal = 0; renewal < 20; renewal += 1) {
    answer(say(Math.floor(((end?.getTime() ?? 0) - Date.now()) / 1_000)));
    expect(await refreshNow(one.member.ctx, one.id)).toMatchObject({ problem: null });
  }
  expect(await endOf(one)).toEqual(end);
});

it('moves with what the provider says in earnest, with a new token, and with a new consent', async () => {
  const one = await inTesting();
  answer(3 * dayS);
  await refreshNow(one.member.ctx, one.id);
  expect(inDays(await endOf(one))).toBe(3);

  strict.server.settings.rotates = true;
  answer(5 * dayS);
  await refreshNow(one.member.ctx, one.id);
  expect(inDays(await endOf(one))).toBe(5);

  await consentAgain(one, 9 * dayS);
  expect(inDays(await endOf(one))).toBe(9);
});
