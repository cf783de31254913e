import { expect, it } from 'vitest';
import type { WebhookDelivery } from '#lib/webhooks/schema.ts';
import { stateOfWebhook } from './webhook-state.ts';

const delivery: WebhookDelivery = {
  id: '00000000-0000-4000-8000-000000000000',
  event: 'webhook.test',
  at: '2026-11-22T14:00:00.000Z',
  status: 'delivered',
  attempts: 1,
  lastAttemptAt: '2026-11-22T14:00:00.000Z',
  nextAttemptAt: null,
  responseStatus: 200,
  problem: null,
};
const state = (change: Partial<WebhookDelivery>, isEnabled = true) =>
  stateOfWebhook({ isEnabled, lastDelivery: { ...delivery, ...change } }).state;

it('is what came of the last delivery', () => {
  expect(state({})).toBe('reached');
  expect(state({ status: 'failed' })).toBe('failing');
  expect(state({ status: 'waiting', attempts: 2 })).toBe('trying');
});

it('is quiet before the first, and of one that is on its way or was dropped', () => {
  expect(stateOfWebhook({ isEnabled: true, lastDelivery: null }).state).toBe('quiet');
  expect(state({ status: 'waiting', attempts: 0 })).toBe('quiet');
  expect(state({ status: 'dropped' })).toBe('quiet');
});

it('is paused, whatever came before', () => expect(state({ status: 'failed' }, false)).toBe('paused'));
