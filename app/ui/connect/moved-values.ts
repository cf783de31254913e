import type { ConnectionView } from '#lib/connections/schema.ts';
import type { FormValues } from './form-values.ts';

/**
 * The form of another provider for a mailbox that a connection sends from already: who sends and where tests go stay.
 * How that one signs in, its password among it, is no part of it.
 */
export function movedValues(
  empty: FormValues,
  { senderName, senderAddress, testRecipient }: ConnectionView,
): FormValues {
  const kept = { senderName, senderAddress, ...(testRecipient === null ? {} : { testRecipient }) };
  return { ...empty, ...kept };
}
