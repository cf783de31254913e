/** The questions the help page answers, in its order; each is an anchor that other pages point to. */
export const helpTopics = [
  'why',
  'deadlines',
  'app-passwords',
  'servers',
  'existing',
  'redirect-url',
  'redirect-mismatch',
  'access-token',
  'refresh-token',
  'consent',
  'take-away',
] as const;
export type HelpTopic = (typeof helpTopics)[number];
