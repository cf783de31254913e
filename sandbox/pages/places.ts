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
