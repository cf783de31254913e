import { expect, it } from 'vitest';
import { smtpView } from '#lib/testing/connection-view.ts';
import { rendered, textOf } from '#lib/testing/rendered.tsx';
import { CandidateList } from './candidate-list.tsx';

const dayMs = 86_400_000;
const removedIn = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
const candidate = (id: string, smtpHost: string, days = 7) => ({
  ...smtpView,
  id,
  endpoints: { ...smtpView.endpoints, smtpHost },
  removedAt: removedIn(days),
});
const told = (candidates: (typeof smtpView)[]) => textOf(rendered(CandidateList, { candidates, hasActive: false }));

it('tells one from another by its mail server, and says the rule of their removal once', () => {
  const text = told([candidate('1', 'mail.contoso.example'), candidate('2', 'relay.contoso.example')]);
  expect(text).toContain('mail.contoso.example:587 · Password (relay@contoso.example)');
  expect(text).toContain('relay.contoso.example:587 · Password (relay@contoso.example)');
  expect(text.match(/removed/g)).toHaveLength(1);
});

it('says loudly of one that it goes soon', () => {
  expect(told([candidate('1', 'mail.contoso.example', 1)])).toMatch(/Will be removed tomorrow \(/);
});
