import type { TenantContext } from '#lib/accounts/index.ts';
import type { Secret } from '#lib/crypto/index.ts';
import { inTenant } from '#lib/db/index.ts';
import { OAuthNoAnswer, OAuthRefusal, tokenRoles } from '#lib/oauth/index.ts';
import type { ResourceAccess } from '#lib/providers/index.ts';
import {
  applicationToken,
  type ConnectionSettings,
  type CredentialUse,
  lockConnection,
  problemColumn,
  type StoredProblem,
} from '#lib/tokens/index.ts';
import { connectionRowOrThrow } from './get-connection.ts';
import { storedSecret } from './stored-secret.ts';
import type { StoredTest } from './view.ts';

/**
 * Looks whether the token an application just got names the permission to send, writes on the connection what came of
 * it, and returns the problem. A provider may issue the token also where nobody granted anything; only sending would show it.
 * Null where the permission is there, where it cannot be told, and where a test e-mail was accepted: Exchange's RBAC
 * for Applications lets an application send whose token names no role at all.
 */
export async function lookAtPermission(
  ctx: TenantContext,
  id: string,
  use: CredentialUse,
): Promise<StoredProblem | null> {
  if (
    use.kind === 'problem' ||
    use.credential.kind !== 'token' ||
    use.settings.connection.grantKind !== 'client_credentials'
  )
    return null;
  const { settings } = use;
  const problem = wasProven(settings.connection) ? null : await missingPermission(ctx, settings, use.credential.token);
  return inTenant(ctx.tenantId, async (tx) => {
    await lockConnection(tx, ctx.tenantId, id);
    const now = await connectionRowOrThrow(tx, ctx, id);
    // What the token of other settings shows, or of a connection that was proven meanwhile, is not about this one.
    if (now.configVersion !== settings.connection.configVersion || wasProven(now)) return null;
    if (!problem && !isAboutPermission(now.problem as StoredProblem | null)) return null;
    const data = { health: problem ? 'invalid' : 'untested', problem: problemColumn(problem) } as const;
    await tx.connection.updateMany({ where: { tenantId: ctx.tenantId, id }, data });
    return problem;
  });
}

function wasProven({ lastTest }: Pick<ConnectionSettings['connection'], 'lastTest'>): boolean {
  return (lastTest as StoredTest | null)?.kind === 'accepted';
}

function isAboutPermission(problem: StoredProblem | null): boolean {
  return (
    problem?.source === 'own' && (problem.code === 'permission_missing' || problem.code === 'permission_elsewhere')
  );
}

/** It is about sending, not about the grant: the next token does not cure it, an accepted message does. */
export async function missingPermission(
  ctx: TenantContext,
  settings: ConnectionSettings,
  token: Secret,
): Promise<StoredProblem | null> {
  const needed = settings.access.applicationRole;
  const roles = tokenRoles(token);
  if (!needed || !roles || roles.includes(needed.name)) return null;
  const held = await roleOfAnotherTransport(ctx, settings);
  const facts = {
    ...settings.facts,
    neededRole: needed.name,
    neededRolePath: needed.path,
    ...(held ? { heldRole: held.name, heldRolePath: held.path } : {}),
  };
  return { about: 'delivery', source: 'own', code: held ? 'permission_elsewhere' : 'permission_missing', facts };
}

/** A token is good for one service and names the permissions at that one: whether another was granted, another tells. */
async function roleOfAnotherTransport(ctx: TenantContext, settings: ConnectionSettings) {
  const { connection, provider } = settings;
  for (const transport of provider.transports) {
    const access = transport === connection.transport ? null : provider.access(transport, settings.settings);
    const role = access?.applicationRole;
    if (access && role && (await rolesAt(ctx, settings, access)).includes(role.name)) return role;
  }
  return null;
}

/** Asks for a token of another service, reads it and lets it go. */
async function rolesAt(
  ctx: TenantContext,
  settings: ConnectionSettings,
  { applicationScopes: scopes }: ResourceAccess,
): Promise<string[]> {
  const { connection } = settings;
  const clientSecret = await inTenant(ctx.tenantId, (tx) => storedSecret(tx, connection));
  if (typeof clientSecret === 'string') return [];
  try {
    const { accessToken } = await applicationToken(settings, clientSecret, scopes);
    return tokenRoles(accessToken) ?? [];
  } catch (error) {
    if (error instanceof OAuthRefusal || error instanceof OAuthNoAnswer) return [];
    throw error;
  }
}
