import { addressesOf } from '#sandbox/google/addresses.ts';
import { createClient, findClient, judgeClientSecret } from '#sandbox/google/clients.ts';
import { findProject, newProject, type Project } from '#sandbox/google/projects.ts';
import { findDirectory } from '#sandbox/microsoft/directory.ts';
import { addSecret, createRegistration, findRegistration, judgeSecret } from '#sandbox/microsoft/registrations.ts';
import { issuerOf } from '#sandbox/microsoft/tokens.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import type { Store } from '#sandbox/state.ts';

/** One entry of the file by which an application is told with whom people may sign in. */
export type SignInClient = { id: string; label: string; issuer: string; clientId: string; clientSecret: string };

type Keys = Pick<SignInClient, 'clientId' | 'clientSecret'>;

const name = 'Mailgrant sign-in';
const operatorDomain = 'adatum.example';
const yearsMs = 5 * 365 * 86_400_000;

/**
 * The clients by which people sign in to the console, at both halves. They are its operator's, who registered them in a
 * directory and a project of their own: what customers register stays as empty as it is. What was kept of an earlier
 * run stays in use, as a running application goes on to present it.
 *
 * @param callback where people are sent back to, without the id at its end
 */
export function readySignInClients(sandbox: Sandbox, callback: string, kept: readonly SignInClient[]): SignInClient[] {
  const keptOf = (id: string): Keys => {
    const { clientId = '', clientSecret = '' } = kept.find((one) => one.id === id) ?? {};
    return { clientId, clientSecret };
  };
  const customers = findDirectory('contoso.example')?.id ?? '';
  return [
    {
      id: 'microsoft',
      label: 'Microsoft',
      issuer: issuerOf(sandbox, customers),
      ...microsoftKeys(sandbox.store, `${callback}/microsoft`, keptOf('microsoft')),
    },
    {
      id: 'google',
      label: 'Google',
      issuer: addressesOf(sandbox).issuer,
      ...googleKeys(sandbox.store, `${callback}/google`, keptOf('google')),
    },
  ];
}

/** For people of any directory: the operator's is none of its customers'. */
function microsoftKeys(store: Store, uri: string, kept: Keys): Keys {
  const known = findRegistration(store, kept.clientId);
  if (known && judgeSecret(known, kept.clientSecret) === 'valid') {
    known.redirectUris = [{ platform: 'web', uri }];
    store.save();
    return kept;
  }
  const directoryId = findDirectory(operatorDomain)?.id ?? '';
  const redirectUris = [{ platform: 'web', uri } as const];
  const made = createRegistration(store, { directoryId, name, accountTypes: 'multi', redirectUris });
  const endsAt = new Date(Date.now() + yearsMs);
  return { clientId: made.clientId, clientSecret: addSecret(store, made, { description: name, endsAt }).value };
}

function googleKeys(store: Store, uri: string, kept: Keys): Keys {
  const known = findClient(store, kept.clientId)?.client;
  if (known && judgeClientSecret(known, kept.clientSecret)) {
    known.redirectUris = [uri];
    store.save();
    return kept;
  }
  const { client, value } = createClient(store, operatorProject(store), { name, redirectUris: [uri] });
  return { clientId: client.clientId, clientSecret: value };
}

/** Published to everyone: asking for nothing but who somebody is, it needs no verification. */
function operatorProject(store: Store): Project {
  const known = findProject(store, 'adatum-console');
  if (known) return known;
  const made = newProject({
    id: 'adatum-console',
    number: '204715938260',
    name: 'Adatum console',
    domainId: 'consumer',
    ownerAddress: `admin@${operatorDomain}`,
  });
  const project: Project = { ...made, appName: 'Mailgrant', publishing: 'production' };
  store.state.google.projects.push(project);
  return project;
}
