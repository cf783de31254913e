import { config } from '#lib/config/index.ts';
import { createConnection } from '#lib/connections/index.ts';
import type { ConnectionInput } from '#lib/connections/schema.ts';
import { createTeller } from '#lib/notices/index.ts';
import { aTenant, type TestTenant } from './a-tenant.ts';
import { goodInput } from './bad-input.ts';
import { connectionInput } from './connection-input.ts';
import type { UsedDatabase } from './database.ts';
import { aTalkingServer } from './talking-server.ts';

export const day = 86_400_000;

export type Watched = { tenant: TestTenant; id: string; set: (change: Record<string, unknown>) => Promise<void> };

/** A connection in use, put into whatever state a test wants its people to hear of. */
export async function aWatched(
  { asSuperuser }: Pick<UsedDatabase, 'asSuperuser'>,
  input: ConnectionInput = connectionInput(),
  tenant?: TestTenant,
): Promise<Watched> {
  const of = tenant ?? (await aTenant());
  const { id } = await createConnection(of.admin.ctx, input);
  const set = async (change: Record<string, unknown>) => {
    const columns = Object.keys(change).map((column, index) => `${column} = $${index + 2}`);
    await asSuperuser(`update connections set ${columns.join(', ')} where id = $1`, [id, ...Object.values(change)]);
  };
  await set({ stage: 'active', health: 'working' });
  return { tenant: of, id, set };
}

/** The same at a mail server that takes its mail. */
export async function aWatchedThatSends(
  database: Pick<UsedDatabase, 'asSuperuser'>,
  answers?: (line: string) => string | undefined,
) {
  const server = await aTalkingServer({ offers: ['AUTH PLAIN LOGIN'], ...(answers ? { answers } : {}) });
  const { proxy: _none, ...smtp } = goodInput.smtp;
  const overrides = { smtpHost: 'localhost', smtpPort: server.smtpPort, smtpSecurity: 'none' };
  const settings = { ...smtp.settings, plainPassword: 'accepted' };
  const watched = await aWatched(database, { ...smtp, clientId: '', settings, overrides } as ConnectionInput);
  return { ...watched, heard: server.heard };
}

/** The operator's mail server, for as long as the test lasts. */
export async function aSystemMailer(answers?: (line: string) => string | undefined) {
  const { heard, smtpPort: port } = await aTalkingServer(answers ? { answers } : {});
  config().systemMail = { host: 'localhost', port, security: 'none', user: null, from: 'mailgrant@example.com' };
  return { heard, recipients: () => recipientsOf(heard), subjects: () => subjectsOf(heard) };
}

export const recipientsOf = (heard: string[]) =>
  heard.flatMap((line) => /^RCPT TO:<([^>]+)>/.exec(line)?.[1] ?? []).toSorted();

/** Unfolded (RFC 5322 §2.2.3). */
export const subjectsOf = (heard: string[]) =>
  [...heard.join('\n').matchAll(/^Subject: (.*(?:\n[ \t].*)*)/gm)].map(([, text]) => text?.replaceAll(/\n[ \t]/g, ' '));

/** One turn of the worker, by the clock there is. */
export async function tell(): Promise<void> {
  const { reviewDue, mailDue, settled } = createTeller();
  await reviewDue();
  await mailDue();
  await settled();
}
