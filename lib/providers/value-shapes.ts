import { z } from 'zod';

/** An object with these keys and no others. */
export const only = <Shape extends z.ZodRawShape>(shape: Shape, where = '') =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has unknown keys${where}: ${issue.keys.join(', ')}. Known: ${Object.keys(shape).join(', ')}`
        : 'must be an object',
  });

const portForm = 'must be a port number from 1 to 65535';

export const text = z.string('must be a text').min(1, 'must not be empty');
export const link = z.url('must be a URL');

/** A base URL, without the slash at its end. */
export const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be a URL that starts with https:// or http://' })
  .transform((value) => value.replace(/\/+$/, ''));

/** What every provider with a mail server has. */
export const mailServer = {
  smtpHost: text,
  smtpPort: z.number(portForm).int(portForm).min(1, portForm).max(65535, portForm),
  /** PEM certificates trusted besides the system's; empty for none. */
  caCertificate: z.string('must be a text'),
};
