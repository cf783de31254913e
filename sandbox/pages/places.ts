/** Where each part of the sandbox begins, in the order of the bar on top. */
export const places = {
  home: { path: '/', title: 'Home' },
  registrations: { path: '/entra/registrations', title: 'App registrations' },
  enterprise: { path: '/entra/enterprise-applications', title: 'Enterprise applications' },
  console: { path: '/cloud-console', title: 'Google Cloud' },
  mailbox: { path: '/mailbox', title: 'Mailboxes' },
  faults: { path: '/faults', title: 'Faults' },
} as const;

export type NavPlace = keyof typeof places;

export const newRegistrationPath = `${places.registrations.path}/new`;

/** In the Admin console, which the bar leaves to the Cloud console's menu. */
export const delegationPath = '/admin-console/owl/domainwidedelegation';

/** What people allowed which app; at Google, myaccount.google.com/connections. */
export const connectionsPath = '/google-account/connections';

/** For mail programs that know no OAuth; at Google, myaccount.google.com/apppasswords. */
export const appPasswordsPath = '/google-account/app-passwords';

/** What a mail program has to trust, as a file. */
export const authorityFile = '/certificate-authority.pem';
