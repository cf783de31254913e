import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { NewRegistration, RegistrationKeys } from '#sandbox/control/control.ts';
import { runSandbox } from './running.ts';

export const redirectUri = 'http://localhost:3000/oauth/callback/microsoft';
export const reports = { account: 'reports@contoso.example' };

type GivenSandbox = {
  sandbox: Awaited<ReturnType<typeof runSandbox>>;
  /** An application of Contoso with a secret and the redirect URI; a test may put another in its place. */
  keys: RegistrationKeys;
  /** Registers such an application, changed where a test is about that. */
  register: (more?: Partial<NewRegistration>) => RegistrationKeys;
  /** Registers an application that no person signs in to, and grants it these permissions. */
  registerDaemon: (applicationPermissions: string[], directory?: string) => RegistrationKeys;
};

/** One sandbox for the tests of a file; before each it knows nothing but one application. */
export function givenSandbox(): GivenSandbox {
  const given = {
    register: (more) =>
      given.sandbox.control.createRegistration({
        directory: 'Contoso',
        name: 'Mail sender',
        redirectUris: [redirectUri],
        ...more,
      }),
    registerDaemon: (applicationPermissions, directory = 'Contoso') =>
      given.register({ directory, name: 'Daemon', redirectUris: [], applicationPermissions, adminConsent: true }),
  } as GivenSandbox;
  beforeAll(async () => {
    given.sandbox = await runSandbox();
  });
  afterAll(() => given.sandbox.stop());
  beforeEach(() => {
    given.sandbox.control.reset();
    given.keys = given.register();
  });
  return given;
}
