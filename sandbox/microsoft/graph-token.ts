import type { SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { GraphError, graphFaults } from './graph-errors.ts';
import { resources } from './permissions.ts';
import { judgeAccessToken, type ValidClaims } from './tokens.ts';

/** What the presented token of Graph says; throws Graph's refusal of any other. */
export async function requireToken(sandbox: Sandbox, request: SandboxRequest): Promise<ValidClaims> {
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (!token) throw new GraphError(graphFaults.noToken());
  const audiences = [...sandbox.cloud.uris.graph, resources.graph.appId];
  const judgement = await judgeAccessToken(sandbox, token, audiences);
  if (judgement.kind === 'expired') throw new GraphError(graphFaults.expired());
  if (judgement.kind === 'wrong-audience') throw new GraphError(graphFaults.wrongAudience());
  if (judgement.kind === 'not-a-token') throw new GraphError(graphFaults.notAToken());
  return judgement.claims;
}
