import { createApiKey } from '#lib/accounts/index.ts';
import { apiKeyInputSchema } from '#lib/accounts/schema.ts';
import { parseInput } from '#lib/http/parse-body.ts';
import { type Act, type Given, requiredText } from './command.ts';
import { tenantOf } from './tenant-of.ts';

/** `key create`: the key is in this answer and nowhere else. */
export function keyCreate(given: Given): Act {
  const slug = requiredText(given, 'tenant');
  const input = parseInput({ name: requiredText(given, 'name'), scopes: given.options.scope }, apiKeyInputSchema);
  return async (operator) => {
    const { apiKey, key } = await createApiKey(await tenantOf(operator, slug), input);
    const lines = [
      `Made the key “${apiKey.name}” of the tenant ${slug}, for ${apiKey.scopes.join(', ')}. It is shown this one time:`,
      key,
    ];
    return { exitCode: 0, lines, json: { apiKey, key } };
  };
}
