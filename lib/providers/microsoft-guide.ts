import type { GuideStep } from './types.ts';

/** What to do at Microsoft, in the order of its pages. The words are in the catalogue, with Microsoft's own labels. */
export function microsoftGuide(registrationLink: string): GuideStep[] {
  return [
    { id: 'register', field: 'redirectUrl', link: registrationLink, grantKinds: ['authorization_code'] },
    { id: 'register_application', link: registrationLink, grantKinds: ['client_credentials'] },
    { id: 'client_id', field: 'clientId' },
    { id: 'directory_id', field: 'settings.directoryId' },
    { id: 'secret', field: 'clientSecret', choice: { setting: 'clientAuthentication', value: 'secret' } },
    { id: 'certificate', field: 'clientSecret', choice: { setting: 'clientAuthentication', value: 'certificate' } },
    { id: 'permission_delegated_graph', grantKinds: ['authorization_code'], transports: ['graph'] },
    { id: 'permission_delegated_smtp', grantKinds: ['authorization_code'], transports: ['smtp'] },
    { id: 'permission_application_graph', grantKinds: ['client_credentials'], transports: ['graph'] },
    { id: 'permission_application_smtp', grantKinds: ['client_credentials'], transports: ['smtp'] },
    {
      id: 'secret_end_application',
      grantKinds: ['client_credentials'],
      choice: { setting: 'clientAuthentication', value: 'secret' },
    },
    { id: 'exchange_access', grantKinds: ['client_credentials'], transports: ['smtp'] },
    { id: 'smtp_enabled', field: 'transport', transports: ['smtp'] },
    { id: 'sender', field: 'senderAddress' },
  ];
}
