import { queryOptions } from '@tanstack/react-query';
import { api } from '#app/ui/api.ts';
import { identityListSchema } from '#lib/accounts/schema.ts';

export const identitiesKey = ['identities'] as const;

/** With whom the signed-in person may sign in: theirs, whatever tenant they look at. */
export const identitiesQuery = queryOptions({
  queryKey: identitiesKey,
  queryFn: ({ signal }) => api('/api/account/identities', { tenant: null, signal, schema: identityListSchema }),
});
