import { AppError } from '#lib/errors/index.ts';
import { refusalRoute } from './route.ts';

/**
 * The handlers of the methods that a path does not take: 405 with those that it takes, and OPTIONS, which says the same
 * (RFC 9110 §9.3.7, §15.5.6). Next's own 405 names none. HEAD is Next's GET without its body, unless it is taken here.
 */
export function otherMethods(...own: ('DELETE' | 'GET' | 'HEAD' | 'PATCH' | 'POST' | 'PUT')[]) {
  const allow = [...own, 'OPTIONS'].join(', ');
  const refuse = refusalRoute(({ method }) => {
    throw new AppError('method_not_allowed', `${method} is not for this address. It takes ${own.join(', ')}.`);
  }, allow);
  const options = refusalRoute(() => new Response(null, { status: 204 }), allow);
  return { DELETE: refuse, GET: refuse, HEAD: refuse, OPTIONS: options, PATCH: refuse, POST: refuse, PUT: refuse };
}

/** The handler of every method of an address under which there is nothing. */
export const noSuchRoute = refusalRoute(() => {
  throw new AppError('not_found', 'There is nothing at this address. /api/v1/openapi.json describes what there is.');
});
