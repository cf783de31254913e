import { expect, it } from 'vitest';
import { readSettings } from './settings.ts';
import { addresses } from './welcome.ts';

const shownFor = (env: Record<string, string>, signIn: string[] = []) =>
  addresses(readSettings({ DATA_DIR: '/data', ...env }, []), signIn).join('\n');

it('shows the newcomer where to go and how to sign in', () => {
  const shown = shownFor({ PORT: '3999' }, ['Sign in     somebody']);
  expect(shown).toMatch(/Mailgrant {3}http:\/\/localhost:3999\n {2}Sign in {5}somebody\n {2}Sandbox/);
  expect(shown).toContain('/data');
  expect(shown).not.toMatch(/Listens|Beware/);
});

it('tells the operator which address to open, and which one is for the proxy', () => {
  const shown = shownFor({ PUBLIC_URL: 'https://mail.example.com', HOST: '::' });
  expect(shown).toContain('https://mail.example.com   open it at this address');
  expect(shown).toContain('http://[::]:3000   for your proxy');
  expect(shown).toContain('back up its keys together with its database');
  expect(shown).not.toMatch(/Sandbox|Beware|log/);
});

it('says where it listens when the address to open is another', () => {
  expect(shownFor({ PUBLIC_URL: 'http://localhost:8080' })).toContain(
    'http://localhost:3000   http://localhost:8080 must lead there',
  );
});

it('warns where others can reach the demo, whose password everyone knows', () => {
  expect(shownFor({ HOST: '0.0.0.0' })).toContain('whoever reaches 0.0.0.0 can sign in');
});
