import type { ConnectionView } from '#lib/connections/schema.ts';
import { asksForTokens } from './has-grant.ts';
import { RefreshButton } from './refresh-button.tsx';
import { VerifyButton } from './verify-button.tsx';

/** What shows afresh that the connection gets in: the next token, or, where none is asked for, a sign-in. */
export function FreshButton({ connection }: { connection: ConnectionView }) {
  return asksForTokens(connection) ? (
    <RefreshButton connection={connection} />
  ) : (
    <VerifyButton connection={connection} />
  );
}
