import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api.ts';

/** Sends a person whose session has ended to sign in, and back to this page afterwards. */
function leaveWhenSignedOut(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) {
    const here = `${window.location.pathname}${window.location.search}`;
    window.location.assign(`/sign-in?returnTo=${encodeURIComponent(here)}`);
  }
}

/** One cache per browser tab: nothing is retried that was refused, and what is shown is asked for again when stale. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      },
    },
  });
}
