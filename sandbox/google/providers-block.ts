import { connectionsPath, delegationPath, places } from '#sandbox/pages/places.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { addressesOf } from './addresses.ts';
import { gmailApi } from './projects.ts';

/** Where the sandbox's Google is: what takes the place of the real one's addresses. */
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
    /** Where a person takes access away. */
    grants: string;
    /** `{address}` stands for the mailbox. */
    mailbox: string;
  };
};

/** What of it the product itself asks for: the block `google` of the providers file. */
export type GoogleBlock = Omit<GoogleProviders, 'userInfoUrl' | 'tokenInfoUrl' | 'keysUrl' | 'smtpsPort'>;

export function googleBlock(google: GoogleProviders): GoogleBlock {
  const { userInfoUrl: _person, tokenInfoUrl: _token, keysUrl: _keys, smtpsPort: _port, ...block } = google;
  return block;
}

/** All of Google's addresses here. */
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
      grants: `${sandbox.origin}${connectionsPath}`,
      mailbox: `${sandbox.origin}${places.mailbox.path}/{address}`,
    },
  };
}
