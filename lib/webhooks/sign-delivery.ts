import { createHmac } from 'node:crypto';
import type { Secret } from '#lib/crypto/index.ts';

/**
 * The headers by which a receiver sees who sent a body and when (Standard Webhooks 1.0, symmetric signatures): an
 * HMAC-SHA256 of `id.timestamp.body` by each secret in force. The timestamp is that of the try, so that a captured
 * delivery grows too old to be played again.
 */
export function signedHeaders(secrets: readonly Secret[], id: string, at: Date, body: string): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1000);
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.reveal().replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}
