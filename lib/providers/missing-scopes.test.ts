import { expect, it } from 'vitest';
import { missingScopes } from './index.ts';

const graph = 'https://graph.microsoft.com/Mail.Send';
const outlook = 'https://outlook.office.com/SMTP.Send';

it.each([
  [graph],
  ['Mail.Send'],
  ['mail.send'],
  ['HTTPS://GRAPH.MICROSOFT.COM/mail.send'],
  [' https://graph.microsoft.com//Mail.Send'],
])('accepts %s for Graph’s Mail.Send', (granted) => {
  expect(missingScopes([graph], ['openid', granted])).toEqual([]);
});

it.each([
  [[]],
  [['openid', 'profile', 'offline_access']],
  [['Mail.Send.Shared']],
  [['Mail.Read']],
  [['https://outlook.office.com/Mail.Send']],
  [['https://graph.microsoft.com/Mail.SendX']],
  [['https://evil.example/Mail.Send']],
])('misses Graph’s Mail.Send in %j', (granted) => {
  expect(missingScopes([graph], granted)).toEqual([graph]);
});

it('knows both names of Exchange Online', () => {
  expect(missingScopes([outlook], ['https://outlook.office365.com/SMTP.Send'])).toEqual([]);
  expect(missingScopes([outlook, graph], [graph])).toEqual([outlook]);
});
