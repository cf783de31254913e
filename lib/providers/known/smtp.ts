import type { ProviderRules } from '#lib/providers/types.ts';

/** What is typed in for any SMTP server: where it is, and who signs in, if anybody does. */
export const smtp: ProviderRules = {
  label: 'SMTP server',
  emblem: 'server',
  grantKinds: ['password', 'none'],
  transports: ['smtp'],
  application: {
    password: {
      clientSecret: {
        name: 'password',
        label: 'Password',
        maxLength: 255,
        shapes: [
          { is: '^[\\s\\S]{8,}$', problem: 'Enter the whole password: it has 8 to 255 characters.' },
          { isNot: '^\\s|\\s$', problem: 'Leave out the blanks before and after the password.' },
        ],
        hasEnd: false,
        madeIn: 'the settings of the mail account',
      },
    },
    none: {},
  },
  settings: [
    {
      name: 'userName',
      label: 'User name',
      example: 'reports@contoso.com',
      grantKinds: ['password'],
      maxLength: 320,
      shapes: [],
    },
    {
      // What it means is said where it is chosen; an operator may forbid it altogether.
      name: 'plainPassword',
      isAside: true,
      label: 'Password without encryption',
      grantKinds: ['password'],
      choices: [
        { value: 'refused', label: 'Not allowed' },
        { value: 'accepted', label: 'Allowed for this connection' },
      ],
      maxLength: 20,
      shapes: [],
    },
  ],
  asks: [{ name: 'smtpHost', label: 'the SMTP server' }],
  signInScopes: [],
  numberPrefix: '',
};
