import { delegationPath, places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { addressesOf } from './addresses.ts';
import { gmailApi } from './projects.ts';

/** What takes the place of the real Google's addresses in PROVIDERS_FILE. */
export type GoogleProviders = {
  /** Issuer of ID tokens; discovery is below it. */
  authority: string;
  authorizeUrl: string;
  tokenUrl: string;
  revokeUrl: string;
  userInfoUrl: string;
  tokenInfoUrl: string;
  keysUrl: string;
  /** Root of the Gmail API, `rootUrl` of Google's own client. */
  gmailUrl: string;
  smtpHost: string;
  /** With STARTTLS. */
  smtpPort: number;
  /** With TLS from the start. */
  smtpsPort: number;
  caCertificate: string;
  links: {
    clients: string;
    newClient: string;
    branding: string;
    audience: string;
    dataAccess: string;
    gmailApi: string;
    serviceAccounts: string;
    delegation: string;
    /** `{address}` stands for the mailbox. */
    mailbox: string;
  };
};

/** The block `google` of the providers file. */
export function googleProviders(sandbox: Sandbox, smtpHost: string): GoogleProviders {
  const at = addressesOf(sandbox);
  const console = `${sandbox.origin}${places.console.path}`;
  return {
    authority: at.issuer,
    authorizeUrl: at.authorize,
    tokenUrl: at.token,
    revokeUrl: at.revoke,
    userInfoUrl: at.userInfo,
    tokenInfoUrl: at.tokenInfo,
    keysUrl: at.keys,
    gmailUrl: at.gmail,
    smtpHost,
    smtpPort: sandbox.googleSmtpPort,
    smtpsPort: sandbox.googleSmtpsPort,
    caCertificate: sandbox.certificates.caCertificate,
    links: {
      clients: `${console}/auth/clients`,
      newClient: `${console}/auth/clients/create`,
      branding: `${console}/auth/branding`,
      audience: `${console}/auth/audience`,
      dataAccess: `${console}/auth/scopes`,
      gmailApi: `${console}/apis/library/${gmailApi}`,
      serviceAccounts: `${console}/iam-admin/serviceaccounts`,
      delegation: `${sandbox.origin}${delegationPath}`,
      mailbox: `${sandbox.origin}${places.mailbox.path}/{address}`,
    },
  };
}
