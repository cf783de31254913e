import type { GoogleLinks } from './google-values.ts';
import type { GuideStep } from './types.ts';

/** What to do at Google, in the order of its pages. The words are in the catalogue, with Google's own labels. */
export function googleGuide(links: GoogleLinks): GuideStep[] {
  const person: Pick<GuideStep, 'grantKinds'> = { grantKinds: ['authorization_code'] };
  const application: Pick<GuideStep, 'grantKinds'> = { grantKinds: ['client_credentials'] };
  return [
    { id: 'enable_api', link: links.gmailApi, transports: ['gmail'] },
    { id: 'consent_screen', link: links.branding, ...person },
    { id: 'audience', link: links.audience, ...person },
    { id: 'scopes', link: links.dataAccess, ...person, copies: ['scopes'] },
    { id: 'client', link: links.newClient, field: 'redirectUrl', ...person },
    { id: 'client_id', field: 'clientId', ...person },
    { id: 'client_secret', field: 'clientSecret', ...person },
    { id: 'service_account', link: links.serviceAccounts, field: 'clientId', ...application },
    { id: 'key', field: 'clientSecret', ...application },
    {
      id: 'delegation',
      link: links.delegation,
      field: 'settings.uniqueId',
      ...application,
      copies: ['settings.uniqueId', 'scopes'],
    },
    { id: 'sender', field: 'senderAddress', ...person },
    { id: 'sender_application', field: 'senderAddress', ...application },
  ];
}
