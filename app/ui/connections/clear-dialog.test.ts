import { expect, it } from 'vitest';
import { customView } from '#lib/testing/connection-view.ts';
import { rendered, textOf } from '#lib/testing/rendered.tsx';
import { Accesses } from './clear-dialog.tsx';

const holds = { hasRefreshToken: true, accessTokens: [] } as unknown as typeof customView.grant;
const named = ({ id, provider, providerLabel, senderAddress, senderName }: typeof customView) =>
  ({ id, provider, providerLabel, senderAddress, senderName, stage: 'candidate', access: 'stands' }) as const;
const told = (connections: (typeof customView)[]) =>
  textOf(rendered(Accesses, { connections, forecast: { connections: connections.map(named) } }));

it('says what becomes of the same access once, however many connections had it', () => {
  const two = ['1', '2'].map((id) => ({ ...customView, id, grant: holds }));
  expect(told(two)).toBe(
    'The token is forgotten here, not revoked there. To end the consent at the authorization server too, take it back in the account of reports@contoso.example, or remove the application there.',
  );
});

it('says nothing of ending what nobody consented to', () => {
  expect(told([customView])).toBe('');
});
