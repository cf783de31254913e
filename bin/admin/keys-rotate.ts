import { config } from '#lib/config/index.ts';
import { rotateKeys } from '#lib/keys/index.ts';
import type { Act } from './command.ts';

/** `keys rotate`. */
export const keysRotate: Act = async (operator) => {
  const rotated = await rotateKeys(operator);
  const { dataKey, operatorKey, tenants, later } = rotated;
  const lines = [
    `The data key ${dataKey} seals from now on, in ${tenants} ${tenants === 1 ? 'tenant' : 'tenants'}.`,
    operatorKey.isNew || config().keysFile ? `It is wrapped by ${operatorKey.kid}.` : nothingNewer(operatorKey.kid),
    ...(later > 0 ? [`${later} of the tenants were too busy: the worker gives them the key.`] : []),
    'What older keys sealed is sealed anew by the worker: keys status tells how far it is.',
  ];
  return { exitCode: 0, lines, json: rotated };
};

const nothingNewer = (kid: string) =>
  `It is wrapped by ${kid}, as before: MAILGRANT_KEYS names nothing newer. For a new key of yours, put one before it, start every process anew, then rotate.`;
