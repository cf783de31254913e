export type ResourceId = 'graph' | 'exchange' | 'sign-in';
export type PermissionKind = 'delegated' | 'application';

export type Permission = {
  /** As registrations and consents name it, e.g. `graph/Mail.Send`. */
  id: string;
  resource: ResourceId;
  name: string;
  kind: PermissionKind;
  /** In the list of API permissions. */
  description: string;
  /** On the consent screen, to the person. */
  consentTitle: string;
  consentText: string;
  needsAdmin: boolean;
};

export type Resource = {
  id: ResourceId;
  label: string;
  appId: string;
};

export const resources: Record<'graph' | 'exchange', Resource> = {
  graph: {
    id: 'graph',
    label: 'Microsoft Graph',
    appId: '00000003-0000-0000-c000-000000000000',
  },
  exchange: {
    id: 'exchange',
    label: 'Office 365 Exchange Online',
    appId: '00000002-0000-0ff1-ce00-000000000000',
  },
};

const permission = (
  resource: ResourceId,
  kind: PermissionKind,
  name: string,
  description: string,
  consentTitle: string,
  consentText: string,
): Permission => ({
  id: kind === 'application' ? `${resource}/${name}#application` : `${resource}/${name}`,
  resource,
  name,
  kind,
  description,
  consentTitle,
  consentText,
  needsAdmin: kind === 'application',
});

export const permissions: Permission[] = [
  permission(
    'graph',
    'delegated',
    'User.Read',
    'Sign in and read user profile',
    'View your profile',
    'Lets the app sign you in and read your name, address and picture.',
  ),
  permission(
    'graph',
    'delegated',
    'Mail.Send',
    'Send mail as a user',
    'Send mail as you',
    'Lets the app send mail as you.',
  ),
  permission(
    'graph',
    'delegated',
    'Mail.Send.Shared',
    'Send mail on behalf of others',
    'Send mail on behalf of others or yourself',
    'Lets the app send mail as you or on behalf of someone else.',
  ),
  {
    ...permission(
      'graph',
      'delegated',
      'Application.Read.All',
      'Read applications',
      'Read applications',
      'Lets the app read applications and service principals as you.',
    ),
    needsAdmin: true,
  },
  permission(
    'sign-in',
    'delegated',
    'openid',
    'Sign users in',
    'Sign you in',
    'Lets you sign in to the app with your work or school account.',
  ),
  permission(
    'sign-in',
    'delegated',
    'profile',
    "View users' basic profile",
    'View your basic profile',
    'Lets the app see your name, picture and user name.',
  ),
  permission(
    'sign-in',
    'delegated',
    'email',
    "View users' email address",
    'View your email address',
    'Lets the app see your primary email address.',
  ),
  permission(
    'sign-in',
    'delegated',
    'offline_access',
    'Maintain access to data you have given it access to',
    'Maintain access to data you have given it access to',
    'Lets the app keep the access you give it, even when you are not using the app.',
  ),
  permission(
    'exchange',
    'delegated',
    'SMTP.Send',
    'Send emails from mailboxes using SMTP AUTH',
    'Send emails from your mailbox using SMTP AUTH',
    'Lets the app send emails from your mailbox over SMTP.',
  ),
  permission(
    'graph',
    'application',
    'Mail.Send',
    'Send mail as any user',
    'Send mail as any user',
    'Lets the app send mail as any user without a signed-in user.',
  ),
  permission(
    'graph',
    'application',
    'Application.Read.All',
    'Read all applications',
    'Read all applications',
    'Lets the app read all applications and service principals without a signed-in user.',
  ),
  permission(
    'exchange',
    'application',
    'SMTP.SendAsApp',
    'Application access for sending emails via SMTP AUTH',
    'Application access for sending emails via SMTP AUTH',
    'Lets the app send emails from any mailbox over SMTP without a signed-in user.',
  ),
];

export const findPermission = (id: string): Permission | undefined => permissions.find((known) => known.id === id);

/**
 * How lists group it: the sign-in permissions belong to Microsoft Graph, and under it Entra lists what a person may allow
 * at Exchange, too; only the permissions of applications stand under Exchange itself.
 */
export const apiLabel = ({ resource, kind }: Permission): string =>
  resource === 'exchange' && kind === 'application' ? resources.exchange.label : resources.graph.label;

/** "Type" in the lists of permissions. */
export const typeLabel = ({ kind }: Permission): string => (kind === 'delegated' ? 'Delegated' : 'Application');
