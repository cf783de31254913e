import { expect, it } from 'vitest';
import { smtpView } from '#lib/testing/connection-view.ts';
import { rendered, textOf } from '#lib/testing/rendered.tsx';
import { ConnectionState } from './connection-state.tsx';

const told = () => textOf(rendered(ConnectionState, { connection: smtpView }));
const at = '2026-11-22T10:41:00.000Z';

it('says that a sign-in went well, when, and that no mail has shown more', () => {
  const html = rendered(ConnectionState, { connection: { ...smtpView, signedInAt: at } });
  expect(textOf(html)).toContain('Gets in');
  expect(textOf(html)).toMatch(
    /It signed in at the mail server ; no test e-mail has gone through it with these settings yet\./,
  );
  expect(html).toContain(`dateTime="${at}"`);
  expect(told()).toContain('Untested');
});
