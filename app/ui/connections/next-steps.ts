import type { ConnectionView, ProblemView } from '#lib/connections/schema.ts';

export type NextStep = 'reconnect' | 'try_again' | 'change_settings' | 'replace_secret';

type Facts = Pick<ConnectionView, 'grantKind' | 'stage' | 'hasClientSecret'> & {
  grant: { hasRefreshToken: boolean } | null;
};

/**
 * What a problem offers, the likeliest help first, by the means this connection has. Where a setting is wrong it may
 * have been put right at the provider instead, and where a person is to act a setting may be what is wrong.
 */
export function nextSteps(problem: Pick<ProblemView, 'class' | 'code' | 'fields'>, connection: Facts): NextStep[] {
  if (!connection.hasClientSecret) return ['change_settings'];
  const again = problem.class === 'config' ? 'try_again' : askAgain(problem, connection);
  // What worked and will pass is no matter of settings.
  const isPassing = connection.stage === 'active' && (problem.class === 'transient' || problem.class === 'quota');
  const isSetting = problem.fields.length > 0 && !isPassing;
  if (problem.class !== 'config') return isSetting ? [again, 'change_settings'] : [again];
  // A connection in use keeps its grant: only the secret is exchanged.
  if (connection.stage === 'active' && problem.fields[0] === 'clientSecret') return ['replace_secret', again];
  return isSetting ? ['change_settings', again] : [again];
}

function askAgain(problem: Pick<ProblemView, 'class'>, connection: Facts): 'reconnect' | 'try_again' {
  if (connection.grantKind === 'client_credentials') return 'try_again';
  return problem.class === 'consent' || connection.grant?.hasRefreshToken !== true ? 'reconnect' : 'try_again';
}
