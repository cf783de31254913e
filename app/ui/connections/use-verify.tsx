import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { api } from '#app/ui/api.ts';
import { ErrorNote } from '#app/ui/error-note.tsx';
import { useTenant } from '#app/ui/shell/tenant-context.tsx';
import { toast } from '#app/ui/toast.tsx';
import { type ConnectionView, connectionSchema } from '#lib/connections/schema.ts';
import { speaksHttp } from '#lib/transports/schema.ts';
import { asksForTokens } from './has-grant.ts';
import { connectionKeys } from './queries.ts';

/** Tries whether the connection still gets in, and says so; what is in the way stands on the page afterwards. */
export function useVerify(connection: ConnectionView) {
  const t = useTranslations('console.verified');
  const { slug: tenant } = useTenant();
  const queryClient = useQueryClient();
  const { id, grantKind, transport } = connection;
  const what = asksForTokens(connection) ? (speaksHttp(transport) ? 'token' : 'tokenAndSignIn') : grantKind;
  return useMutation({
    mutationFn: () =>
      api(`/api/v1/connections/${id}/verify`, { tenant, method: 'POST', body: {}, schema: connectionSchema }),
    onSuccess: ({ problem }) => {
      if (problem) toast(t('problem'), 'bad');
      else toast(t(what as 'token'), 'good');
    },
    onError: (error) => toast(<ErrorNote error={error} />),
    onSettled: () => queryClient.invalidateQueries({ queryKey: connectionKeys.all(tenant) }),
  });
}
