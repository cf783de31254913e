import type { ConnectionView, ProblemView } from '#lib/connections/schema.ts';

export type NextStep = 'reconnect' | 'try_again' | 'change_settings' | 'replace_secret';

const secretProblem = /secret/;

/** The one button a problem offers: what its class says can help, by the means this connection has. */
export function nextStep(problem: ProblemView, connection: ConnectionView): NextStep {
  const isPersonal = connection.grantKind === 'authorization_code';
  switch (problem.class) {
    case 'config':
      // A connection in use keeps its grant: only the secret is exchanged.
      return connection.stage === 'active' && secretProblem.test(problem.code) ? 'replace_secret' : 'change_settings';
    case 'consent':
      return isPersonal ? 'reconnect' : 'try_again';
    case 'policy':
      return isPersonal && connection.grant?.hasRefreshToken !== true ? 'reconnect' : 'try_again';
    case 'transient':
    case 'quota':
    case 'content':
      return isPersonal && connection.grant?.hasRefreshToken !== true ? 'reconnect' : 'try_again';
  }
}
