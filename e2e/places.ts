/** Where the product under test listens; set by start-product.ts before any journey. */
export const origin = () => required('E2E_ORIGIN');
export const sandboxOrigin = () => required('E2E_SANDBOX');

/** The demo people of README. */
export const password = 'mailgrant-demo';
export const demo = { slug: 'demo', admin: 'admin@contoso.example', viewer: 'viewer@contoso.example' };
export const other = { slug: 'other', admin: 'admin@fabrikam.example' };

/** Mailboxes of the sandbox's directory Contoso. */
export const sender = 'reports@contoso.example';
export const stranger = 'alex@contoso.example';

export const redirectUrl = () => `${origin()}/oauth/callback/microsoft`;

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the journeys through npm test.`);
  return value;
}
