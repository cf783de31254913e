import type { ConnectionView, ProblemView } from '#lib/connections/schema.ts';

export type NextStep = 'reconnect' | 'try_again' | 'change_settings' | 'replace_secret';

type Facts = Pick<ConnectionView, 'grantKind' | 'stage'> & { grant: { hasRefreshToken: boolean } | null };

/** The one button a problem offers: what its class says can help, by the means this connection has. */
export function nextStep(problem: Pick<ProblemView, 'class' | 'code'>, connection: Facts): NextStep {
  const isPersonal = connection.grantKind === 'authorization_code';
  switch (problem.class) {
    case 'config':
      // A connection in use keeps its grant: only the secret is exchanged.
      return connection.stage === 'active' && problem.code.includes('secret') ? 'replace_secret' : 'change_settings';
    case 'consent':
      return isPersonal ? 'reconnect' : 'try_again';
    case 'policy':
    case 'transient':
    case 'quota':
    case 'content':
      return isPersonal && connection.grant?.hasRefreshToken !== true ? 'reconnect' : 'try_again';
  }
}
