import type { ConnectionView, ProblemView } from '#lib/connections/schema.ts';
import { asksForTokens, lacksSecret } from './has-grant.ts';

export type NextStep = 'reconnect' | 'try_again' | 'change_settings' | 'replace_secret' | 'move';

type Facts = Pick<
  ConnectionView,
  'provider' | 'grantKind' | 'settings' | 'stage' | 'hasClientSecret' | 'passwordEnds'
> & { grant: { hasRefreshToken: boolean } | null };

/**
 * What a problem offers, the likeliest help first, by the means this connection has. Where a setting is wrong it may
 * have been put right at the provider instead, and where a person is to act a setting may be what is wrong. Where
 * passwords are ending, what refuses this one is cured by having none.
 */
export function nextSteps(problem: Pick<ProblemView, 'class' | 'code' | 'fields'>, connection: Facts): NextStep[] {
  const own = ownSteps(problem, connection);
  const isAboutSignIn = problem.class === 'config' || problem.class === 'policy';
  if (connection.passwordEnds === null || !isAboutSignIn) return own;
  // A password that is only mistyped is put right first.
  return problem.fields[0] === 'clientSecret' ? [...own, 'move'] : ['move', ...own];
}

function ownSteps(problem: Pick<ProblemView, 'class' | 'code' | 'fields'>, connection: Facts): NextStep[] {
  if (lacksSecret(connection)) return ['change_settings'];
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
  if (!asksForTokens(connection) || connection.grantKind === 'client_credentials') return 'try_again';
  return problem.class === 'consent' || connection.grant?.hasRefreshToken !== true ? 'reconnect' : 'try_again';
}
