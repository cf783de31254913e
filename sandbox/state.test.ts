import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from './state.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mailgrant-sandbox-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('opens what a sandbox with one provider kept, and adds the other', () => {
  const microsoft = { registrations: [{ name: 'Kept' }], consents: [], grants: [] };
  writeFileSync(join(dir, 'state.json'), JSON.stringify({ microsoft }));
  const { state } = openStore(dir);
  expect(state.microsoft.registrations).toMatchObject([{ name: 'Kept' }]);
  expect(state.google.projects.map(({ id }) => id)).toEqual(['northwind-mail', 'tailspin-mail', 'robins-mail']);
});

it('opens what a sandbox kept that knew no certificates and no app passwords', () => {
  const microsoft = { registrations: [{ name: 'Kept' }], consents: [], grants: [] };
  const google = { projects: [], delegations: [], grants: [] };
  writeFileSync(join(dir, 'state.json'), JSON.stringify({ microsoft, google }));
  const { state } = openStore(dir);
  expect(state.microsoft.registrations).toMatchObject([{ certificates: [] }]);
  expect(state.google.appPasswords).toEqual([]);
});

it('keeps what was changed over a restart, and begins anew when cleared', () => {
  const store = openStore(dir);
  for (const project of store.state.google.projects) project.enabledApis = ['gmail.googleapis.com'];
  store.save();
  expect(openStore(dir).state.google.projects[0]?.enabledApis).toHaveLength(1);
  store.clear();
  expect(openStore(dir).state.google.projects[0]?.enabledApis).toEqual([]);
});

it('goes back to what is on disk when it cannot be written', () => {
  const store = openStore(dir);
  const project = () => store.state.google.projects[0];
  const rename = (appName: string): void => {
    for (const one of store.state.google.projects) one.appName = appName;
  };
  rename('Written');
  store.save();
  // A folder in the file's place refuses it, as a full disk would.
  const path = join(dir, 'state.json');
  rmSync(path);
  mkdirSync(path);
  rename('Lost');
  expect(() => store.save()).toThrow();
  expect(project()?.appName).toBe('Written');
  expect(() => store.clear()).toThrow();
  expect(project()?.appName).toBe('Written');
  expect(readdirSync(dir)).toEqual(['state.json']);
  rmSync(path, { recursive: true });
  store.save();
  expect(openStore(dir).state).toEqual(store.state);
});
