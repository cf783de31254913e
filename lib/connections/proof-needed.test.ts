import { expect, it, vi } from 'vitest';
import type { Reply } from '#lib/errors/index.ts';
import type { StoredProblem } from '#lib/tokens/index.ts';
import { proofNeeded } from './proof-needed.ts';

vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/none');

const facts = {
  clientId: '',
  settings: {},
  senderAddress: 'reports@contoso.example',
  redirectUrl: '',
  grantKind: 'client_credentials',
} satisfies StoredProblem['facts'];
const ofMail = (reply: Partial<Reply>): StoredProblem => ({
  about: 'delivery',
  source: 'provider',
  reply: { protocol: 'graph', text: 'as it came', ...reply },
  facts,
});
const throttled = ofMail({ status: 429 });
const unwanted = ofMail({ status: 400, code: 'ErrorInvalidRecipients' });
const lost: StoredProblem = { about: 'delivery', source: 'own', code: 'send_outcome_unknown', facts };
const tokenLost: StoredProblem = { about: 'grant', source: 'own', code: 'secret_missing', facts };

type Known = {
  transport?: string;
  problem?: StoredProblem;
  test?: StoredProblem | null;
  unrefuted?: StoredProblem;
};

it.each<[string, Known, 'verify' | 'test_email' | undefined]>([
  ['nothing was ever tried', {}, undefined],
  ['the last mail arrived', { test: null }, undefined],
  ['an API refused the last mail', { test: throttled, problem: throttled }, 'test_email'],
  ['an API refused the last mail, and a token came since', { test: throttled }, 'test_email'],
  ['a mail server refused the last mail', { transport: 'smtp', test: throttled, problem: throttled }, 'verify'],
  ['a mail server refused the last mail, and let it in since', { transport: 'smtp', test: throttled }, undefined],
  ['one recipient was not wanted', { test: unwanted }, undefined],
  ['the answer to the last mail was lost', { test: lost }, undefined],
  ['an API refused a mail, and the answer to the next was lost', { test: lost, unrefuted: throttled }, 'test_email'],
  ['an API refused a mail, and the next one’s recipient', { test: unwanted, unrefuted: throttled }, 'test_email'],
  ['there was no token for the last mail, and there is one now', { test: tokenLost }, undefined],
  ['there is no token', { test: tokenLost, problem: tokenLost }, 'verify'],
])('%s', (_what, { transport = 'graph', problem = null, test, unrefuted }, by) => {
  const kind = test ? 'refused' : 'accepted';
  const lastTest = test === undefined ? null : { kind, to: '', at: '', problem: test, ...(unrefuted && { unrefuted }) };
  expect(proofNeeded({ provider: 'microsoft', transport, problem, lastTest })?.by).toBe(by);
});
