import { ApiError } from '#app/ui/api.ts';

type Asked = { error: Error | null; fetchStatus: 'fetching' | 'paused' | 'idle' };

/** What a proxy says in the place of a server that is gone. */
const gatewayErrors = [502, 503, 504];

/** Whether a question did not get through, or was not even asked because the browser knows no network. */
export function isCutOff({ error, fetchStatus }: Asked): boolean {
  if (fetchStatus === 'paused') return true;
  return error instanceof ApiError && (error.status === 0 || gatewayErrors.includes(error.status));
}
