import type { FactSource } from './types.ts';

/**
 * A day on which passwords for mail end, or something of it. The sentence is in the catalogue under
 * `deadline.of.{id}`; `when` is a day (`2025-05-01`), a month (`2026-12`) or half a year (`2027-H2`).
 */
export type Deadline = FactSource & { id: string; when: string };

const exchangeTeam = {
  source: {
    name: 'Exchange Team Blog, 27 January 2026',
    url: 'https://techcommunity.microsoft.com/blog/exchange/updated-exchange-online-smtp-auth-basic-authentication-deprecation-timeline/4489835',
  },
  readOn: '2026-11-22',
};

const lessSecureApps = {
  source: {
    name: 'a summary that quotes Google’s help pages',
    url: 'https://nanopo.st/reference/lsa-app-passwords-2026/',
  },
  readOn: '2026-11-22',
};

/** The days that have moved before, each with where it was read and when. This is the one place they stand in. */
export const deadlines: readonly Deadline[] = [
  { id: 'exchange_off_by_default', when: '2026-12', ...exchangeTeam },
  { id: 'exchange_removed', when: '2027-H2', ...exchangeTeam },
  {
    id: 'outlook_com',
    when: '2024-09-16',
    source: {
      name: 'a report of Microsoft’s announcement, June 2024',
      url: 'https://mezha.media/en/2024/06/12/microsoft-announces-a-number-of-changes-to-outlook-aimed-at-improving-security',
    },
    readOn: '2026-11-22',
  },
  { id: 'google_personal', when: '2022-05-30', ...lessSecureApps },
  { id: 'google_workspace', when: '2025-05-01', ...lessSecureApps },
];
