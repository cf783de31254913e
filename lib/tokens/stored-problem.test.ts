import { expect, it, vi } from 'vitest';
import type { Again } from '#lib/diagnosis/index.ts';
import type { Reply } from '#lib/errors/index.ts';
import { describeProblem, type StoredProblem } from './stored-problem.ts';

// The configuration asks for a database that nothing here uses.
vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/none');

const facts = { clientId: '', settings: {}, senderAddress: 'reports@contoso.example', redirectUrl: '' };
const busy: Reply = { protocol: 'smtp', status: 421, code: '4.3.2', text: '421 4.3.2 Service shutting down' };
const silent: Reply = { protocol: 'network', code: 'ETIMEDOUT', text: 'It did not answer.' };

const cureOf = (reply: Reply, more: Partial<Pick<StoredProblem, 'isSignIn'>> = {}, mailAgain?: Again) =>
  describeProblem('smtp', { about: 'delivery', source: 'provider', reply, facts, ...more }, 'renewing', mailAgain).cure;

it('says to send a message again that a server answered, and to try again what was none or reached nobody', () => {
  expect(cureOf(busy)).toContain('Send it again in a while.');
  expect(cureOf(silent)).toMatch(/^Try again in a while\./);
  expect(cureOf(busy, { isSignIn: true })).toContain('Try again in a while.');
  expect(cureOf(busy, {}, 'asking')).toContain('Try again in a while.');
});
