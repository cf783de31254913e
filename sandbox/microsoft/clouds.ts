import type { Sandbox } from '#sandbox/sandbox.ts';

export type CloudId = 'global' | 'usGov' | 'dod' | 'china';

/** One of Microsoft's clouds: its two hosts, as path prefixes of the sandbox, and what its scopes are called. */
export type Cloud = {
  id: CloudId;
  label: string;
  login: string;
  graph: string;
  /** Identifier URIs of each resource; the first one is the audience's default spelling. */
  uris: Record<'graph' | 'exchange', string[]>;
};

/**
 * The clouds (providers.md §2.1): applications, directories and tokens of one are unknown in the others. At Microsoft
 * US Gov and DoD share a sign-in host; here each has its own, as no directory is in both.
 */
export const clouds: Record<CloudId, Cloud> = {
  global: {
    id: 'global',
    label: 'Global',
    login: '/login.microsoftonline.com',
    graph: '/graph.microsoft.com',
    uris: {
      graph: ['https://graph.microsoft.com'],
      exchange: ['https://outlook.office365.com', 'https://outlook.office.com'],
    },
  },
  usGov: {
    id: 'usGov',
    label: 'US Government (GCC High)',
    login: '/login.microsoftonline.us',
    graph: '/graph.microsoft.us',
    uris: { graph: ['https://graph.microsoft.us'], exchange: ['https://outlook.office365.us'] },
  },
  dod: {
    id: 'dod',
    label: 'US Government (DoD)',
    login: '/dod.login.microsoftonline.us',
    graph: '/dod-graph.microsoft.us',
    uris: { graph: ['https://dod-graph.microsoft.us'], exchange: ['https://outlook.office365.us'] },
  },
  china: {
    id: 'china',
    label: 'China (21Vianet)',
    login: '/login.partner.microsoftonline.cn',
    graph: '/microsoftgraph.chinacloudapi.cn',
    uris: { graph: ['https://microsoftgraph.chinacloudapi.cn'], exchange: ['https://partner.outlook.cn'] },
  },
};

export const nationalClouds = [clouds.usGov, clouds.dod, clouds.china];

/** The sandbox as one of the clouds sees it: everything is shared but who signs in where. */
export const atCloud = (sandbox: Sandbox, cloud: Cloud): Sandbox => ({
  ...sandbox,
  cloud,
  authority: `${sandbox.origin}${cloud.login}`,
});
