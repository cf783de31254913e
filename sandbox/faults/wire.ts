import { googleCaller } from '#sandbox/google/caller.ts';
import { googleTokenThrottle } from '#sandbox/google/token-throttle.ts';
import type { SandboxRequest } from '#sandbox/http/exchange.ts';
import type { Handler, Route } from '#sandbox/http/router.ts';
import { microsoftCaller } from '#sandbox/microsoft/caller.ts';
import { microsoftFaultAnswer } from '#sandbox/microsoft/fault-answers.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { echo } from './echo.ts';
import type { Provider, Situation, Surface } from './fault-board.ts';
import { pauseMs } from './pause.ts';

/** Which addresses the product's programs call; pages are left alone. */
const wired: { pattern: RegExp; provider: Provider; surface: Surface }[] = [
  {
    pattern: /^\/[a-z.]+\/:tenant\/oauth2\/v2\.0\/token$/,
    provider: 'microsoft',
    surface: 'token',
  },
  { pattern: /^\/[a-z.-]+\/v1\.0\/.*sendMail$/, provider: 'microsoft', surface: 'api' },
  { pattern: /^\/[a-z0-9.]+\/(o\/oauth2\/|oauth2\/v4\/)?token$/, provider: 'google', surface: 'token' },
  { pattern: /^\/gmail\.googleapis\.com\//, provider: 'google', surface: 'api' },
];

/** Puts the faults of the traffic, and Microsoft's, in front of the providers' routes. */
export function withFaults(sandbox: Sandbox, routes: Route[]): Route[] {
  return routes.map((route) => {
    const wire = wired.find(({ pattern }) => pattern.test(route.path));
    if (!wire || (route.method === 'GET' && wire.surface === 'token')) return route;
    return { ...route, handle: faulty(sandbox, wire, route.handle) };
  });
}

function faulty(sandbox: Sandbox, at: { provider: Provider; surface: Surface }, handle: Handler): Handler {
  const { faults } = sandbox;
  return async (request) => {
    const situation = situationOf(sandbox, request, at);
    await pauseMs(faults.strike('slow', situation)?.ms);
    if (faults.strike('drop-before', situation)) return { status: 0, headers: {}, body: '', isDropped: true };
    const instead = insteadOf(sandbox, request, situation);
    const answer = instead ?? (await handle(request));
    return faults.strike('drop-after', situation) ? { ...answer, isDropped: true } : answer;
  };
}

function situationOf(
  sandbox: Sandbox,
  request: SandboxRequest,
  at: { provider: Provider; surface: Surface },
): Situation {
  const caller = at.provider === 'google' ? googleCaller : microsoftCaller;
  return caller(sandbox, request, at.surface);
}

/** Gmail's own faults strike inside its API, in its order. */
function insteadOf(sandbox: Sandbox, request: SandboxRequest, situation: Situation) {
  if (sandbox.faults.strike('echo', situation)) return echo(request, situation.surface);
  if (situation.provider === 'microsoft') return microsoftFaultAnswer(sandbox, request, situation);
  return situation.surface === 'token' ? googleTokenThrottle(sandbox, request, situation) : undefined;
}
