import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { Store } from '#sandbox/state.ts';

/** A password for one program, which signs in by it past 2-Step Verification. */
export type AppPassword = { id: string; userId: string; name: string; createdAt: string; hash: string };

const length = 16;
const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Google shows it in four groups and takes it with and without the blanks between them. */
const hashOf = (value: string): string => createHash('sha256').update(value.replaceAll(' ', '')).digest('base64url');

/** Makes an app password; its sixteen letters are returned here and nowhere else, only their hash is kept. */
export function createAppPassword(
  store: Store,
  wanted: { userId: string; name: string },
): { appPassword: AppPassword; value: string } {
  const value = Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
  const appPassword = { id: randomUUID(), ...wanted, createdAt: new Date().toISOString(), hash: hashOf(value) };
  store.state.google.appPasswords.push(appPassword);
  store.save();
  return { appPassword, value };
}

export const appPasswordsOf = (store: Store, userId: string): AppPassword[] =>
  store.state.google.appPasswords.filter((one) => one.userId === userId);

export const isAppPassword = (store: Store, userId: string, value: string): boolean =>
  appPasswordsOf(store, userId).some(({ hash }) => hash === hashOf(value));

export function removeAppPassword(store: Store, { userId, id }: Pick<AppPassword, 'userId' | 'id'>): void {
  const { google } = store.state;
  google.appPasswords = google.appPasswords.filter((one) => one.id !== id || one.userId !== userId);
  store.save();
}

/** A changed password takes every app password with it; the caller saves. */
export function forgetAppPasswords(store: Store, userId?: string): number {
  const { google } = store.state;
  const kept = google.appPasswords.filter((one) => userId !== undefined && one.userId !== userId);
  const gone = google.appPasswords.length - kept.length;
  google.appPasswords = kept;
  return gone;
}
