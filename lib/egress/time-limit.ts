import { EgressError, egressError } from './egress-error.ts';

/**
 * One limit for everything a call does, from the resolver to the last byte. The signal's reason is the EgressError
 * to throw: ETIMEDOUT, or, when the caller's own signal came first, its reason where that is one, else EABORTED. `stop`
 * ends the clock.
 */
export function startLimit(
  timeoutMs: number,
  place: string,
  caller?: AbortSignal | null,
  slow = 'did not answer within',
): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(egressError('ETIMEDOUT', `${place} ${slow} ${timeoutMs / 1000} s.`));
  }, timeoutMs).unref();
  const abort = () => {
    const given = caller?.reason;
    controller.abort(
      given instanceof EgressError ? given : egressError('EABORTED', `The call to ${place} was given up.`),
    );
  };
  if (caller?.aborted) abort();
  caller?.addEventListener('abort', abort, { once: true });
  const stop = () => {
    clearTimeout(timer);
    caller?.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, stop };
}
