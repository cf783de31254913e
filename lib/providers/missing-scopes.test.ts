import { expect, it } from 'vitest';
import { missingScopes } from './missing-scopes.ts';

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

it('misses nothing where a broader one was granted that covers it', () => {
  const everything = 'https://outlook.office.com/Mail.Everything';
  expect(missingScopes([outlook], [everything])).toEqual([outlook]);
  expect(missingScopes([outlook], [everything], [everything])).toEqual([]);
  expect(missingScopes([outlook], [graph], [everything])).toEqual([outlook]);
});

it('knows both spellings of Google’s scopes for who consented, and tells its mail scopes apart', () => {
  const google = 'https://www.googleapis.com/auth/';
  expect(missingScopes(['email', 'profile'], [`${google}userinfo.email`, `${google}userinfo.profile`])).toEqual([]);
  expect(missingScopes([`${google}userinfo.email`], ['email'])).toEqual([]);
  const full = 'https://mail.google.com/';
  expect(missingScopes([full], [`${google}gmail.send`, 'openid'])).toEqual([full]);
  expect(missingScopes([full], ['https://mail.google.com'])).toEqual([]);
  expect(missingScopes([`${google}gmail.send`], [full])).toEqual([`${google}gmail.send`]);
  expect(missingScopes([`${google}gmail.send`], [full], [full])).toEqual([]);
});
