import type { Tone } from '#app/ui/tone.ts';
import type { WebhookView } from '#lib/webhooks/schema.ts';

export type WebhookState = 'paused' | 'quiet' | 'reached' | 'trying' | 'failing';

/** How a webhook is, by what came of the last thing it was told. */
export function stateOfWebhook({ isEnabled, lastDelivery }: Pick<WebhookView, 'isEnabled' | 'lastDelivery'>): {
  state: WebhookState;
  tone: Tone;
} {
  if (!isEnabled) return { state: 'paused', tone: 'off' };
  switch (lastDelivery?.status) {
    case 'delivered':
      return { state: 'reached', tone: 'good' };
    case 'failed':
      return { state: 'failing', tone: 'bad' };
    case 'waiting':
      // On its way the first time is no trouble.
      return lastDelivery.attempts > 0 ? { state: 'trying', tone: 'warn' } : { state: 'quiet', tone: 'off' };
    default:
      return { state: 'quiet', tone: 'off' };
  }
}
