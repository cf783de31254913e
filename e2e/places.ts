/** Where the product under test listens; set by start-product.ts before any journey. */
export const origin = () => required('E2E_ORIGIN');
export const sandboxOrigin = () => required('E2E_SANDBOX');
/** Its data, and the logs of its processes. */
export const dataFolder = () => required('E2E_DATA');
/** Where a journey may start a virus scanner that the product reaches. */
export const clamdPort = () => Number(required('E2E_CLAMD'));
/** Where one may start a proxy. */
export const proxyPort = () => Number(required('E2E_PROXY'));
/** Where one may start an authorization server, and the mail server that takes its tokens. */
export const issuerPort = () => Number(required('E2E_ISSUER'));
/** Where one may listen for webhooks. */
export const hookPort = () => Number(required('E2E_HOOK'));
export const tokenMailPort = () => Number(required('E2E_TOKEN_MAIL'));
/** What the product was started with, for the commands beside it. */
export const productSettings = () => JSON.parse(required('E2E_SETTINGS')) as Record<string, string>;
/** What the start wrote on its terminal. */
export const outputFile = () => required('E2E_OUTPUT');
/** Of the office's mail server in the sandbox: plain text, or STARTTLS. */
export const officePort = () => required('E2E_OFFICE_PORT');
export const processId = () => Number(required('E2E_PID'));

/** The demo people of README. */
export const password = 'mailgrant-demo';
export const demo = {
  slug: 'demo',
  admin: 'admin@contoso.example',
  analyst: 'analyst@contoso.example',
  viewer: 'viewer@contoso.example',
};
export const other = { slug: 'other', admin: 'admin@fabrikam.example' };

/** Mailboxes of the sandbox's directory Contoso. */
export const sender = 'reports@contoso.example';
export const stranger = 'alex@contoso.example';

/** Of its Google: the mailbox that sends, and a colleague. */
export const gmailSender = 'reports@northwind.example';
export const gmailColleague = 'dana@northwind.example';

export const redirectUrl = () => `${origin()}/oauth/callback/microsoft`;
export const googleRedirectUrl = () => `${origin()}/oauth/callback/google`;

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the journeys through npm test.`);
  return value;
}
