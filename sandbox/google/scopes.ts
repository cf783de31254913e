export type ScopeClass = 'sign-in' | 'sensitive' | 'restricted' | 'non-sensitive';

export type Scope = {
  /** As answers spell it. */
  name: string;
  /** Other spellings a request may use. */
  short?: string;
  class: ScopeClass;
  /** On the consent page. */
  title: string;
  /** In the console's list of scopes. */
  label: string;
};

const api = 'https://www.googleapis.com/auth/';

/** The one scope that SMTP takes (providers.md §1.6). */
export const fullMail = 'https://mail.google.com/';
export const sendOnly = `${api}gmail.send`;

/** Every scope the sandbox's Google knows; any other is `invalid_scope`. */
export const scopes: Scope[] = [
  {
    name: 'openid',
    class: 'sign-in',
    title: 'Associate you with your personal info on Google',
    label: 'Associate you with your personal info on Google',
  },
  {
    name: `${api}userinfo.email`,
    short: 'email',
    class: 'sign-in',
    title: 'See your primary Google Account email address',
    label: 'See your primary Google Account email address',
  },
  {
    name: `${api}userinfo.profile`,
    short: 'profile',
    class: 'sign-in',
    title: 'See your personal info, including any personal info you’ve made publicly available',
    label: 'See your personal info, including any personal info you’ve made publicly available',
  },
  {
    name: sendOnly,
    class: 'sensitive',
    title: 'Send email on your behalf',
    label: 'Send email on your behalf',
  },
  {
    name: fullMail,
    class: 'restricted',
    title: 'Read, compose, send, and permanently delete all your email from Gmail',
    label: 'Read, compose, send, and permanently delete all your email from Gmail',
  },
  {
    name: `${api}gmail.compose`,
    class: 'restricted',
    title: 'Manage drafts and send emails',
    label: 'Manage drafts and send emails',
  },
  {
    name: `${api}gmail.modify`,
    class: 'restricted',
    title: 'Read, compose, and send emails from your Gmail account',
    label: 'Read, compose, and send emails from your Gmail account',
  },
  {
    name: `${api}gmail.readonly`,
    class: 'restricted',
    title: 'View your email messages and settings',
    label: 'View your email messages and settings',
  },
  {
    name: `${api}gmail.metadata`,
    class: 'restricted',
    title: 'View your email message metadata when the body is not needed',
    label: 'View your email message metadata such as labels and headers, but not the email body',
  },
  {
    name: `${api}gmail.labels`,
    class: 'non-sensitive',
    title: 'See and edit your email labels',
    label: 'See and edit your email labels',
  },
];

export const findScope = (spelling: string): Scope | undefined =>
  scopes.find(({ name, short }) => name === spelling || short === spelling);

/** A scope parameter, read: known scopes under their full names, each once, and whatever is unknown. */
export function readScopes(text: string): { known: string[]; unknown: string[] } {
  const asked = [...new Set(text.split(/\s+/).filter(Boolean))];
  const known = asked.flatMap((spelling) => findScope(spelling)?.name ?? []);
  return { known: [...new Set(known)], unknown: asked.filter((spelling) => !findScope(spelling)) };
}

const classOf = (name: string): ScopeClass | undefined => findScope(name)?.class;

export const isSignIn = (name: string): boolean => classOf(name) === 'sign-in';
export const isSensitive = (name: string): boolean => ['sensitive', 'restricted'].includes(classOf(name) ?? '');
/** A changed password ends these (providers.md §1.3). */
export const isMail = (name: string): boolean => name === fullMail || name.includes('/auth/gmail.');
const sending = [sendOnly, fullMail, `${api}gmail.compose`, `${api}gmail.modify`];
export const maySend = (granted: string[]): boolean => granted.some((name) => sending.includes(name));
/** `gmail.send` alone does not show the profile. */
export const mayReadProfile = (granted: string[]): boolean =>
  granted.some((name) => isMail(name) && name !== sendOnly && !name.endsWith('gmail.labels'));
