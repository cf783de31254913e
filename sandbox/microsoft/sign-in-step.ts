import { formOf, type SandboxRequest } from '#sandbox/http/exchange.ts';

/** Our own parameter of a sign-in address: the account picked on the page before. */
const accountParameter = 'account';

type SignInStep = {
  /** The person's id, as picked. */
  account?: string;
  /** What was posted, by a step's form; absent when the page is only looked at. */
  form?: URLSearchParams;
  /** The request as the application sent it: where every step's form goes. */
  action: string;
};

/**
 * Reads how far someone has come. Every step carries the whole request in its address, and every form answers with a
 * redirect, so that Back and Reload never ask to send a form again.
 */
export function readStep(request: SandboxRequest): SignInStep {
  const { pathname, searchParams } = request.url;
  const query = new URLSearchParams(searchParams);
  query.delete(accountParameter);
  const form = request.method === 'POST' ? formOf(request) : undefined;
  const account = (form ?? searchParams).get(accountParameter);
  return { action: `${pathname}?${query}`, ...(form ? { form } : {}), ...(account ? { account } : {}) };
}

/** The address of the next step, once the account is known. */
export const withAccount = (action: string, account: string): string =>
  `${action}&${new URLSearchParams({ [accountParameter]: account })}`;
