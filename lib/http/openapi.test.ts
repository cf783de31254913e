import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiRoutes } from './openapi.ts';
import { openApiDocument } from './openapi-document.ts';
import { problemDetailsSchema } from './problem.ts';

type Schema = { properties?: Record<string, Schema>; type?: string; format?: string } & Record<string, unknown>;

const suspicious =
  /secret|token|hash|password|passphrase|verifier|nonce|cookie|credential|private|seal|wrapped|(^|[a-z])key$|^key/i;

/** Named like a secret and none: a yes or no, an instant, a count, one of few words, an address, or a list whose fields are looked at too. */
const known: Record<string, (schema: Schema) => boolean> = {
  hasClientSecret: (schema) => schema.type === 'boolean',
  passwordEnds: (schema) =>
    schema.type === 'object' || (schema.anyOf as Schema[]).every(({ type }) => type !== 'string'),
  hasPassword: (schema) => schema.type === 'boolean',
  hasRefreshToken: (schema) => schema.type === 'boolean',
  clientSecretExpiresAt: isInstant,
  secretEndSource: isOneOfFew,
  secretEndReadAt: isInstant,
  secretUnlistedAt: isInstant,
  refreshTokenEndsAt: isInstant,
  refreshTokenIdleDays: isNumber,
  oldSecretUntil: isInstant,
  tokenEndpoint: (schema) => schema.type === 'string',
  accessTokens: (schema) => schema.type === 'array' && (schema.items as Schema).type === 'object',
  apiKey: (schema) => schema.type === 'object',
  apiKeys: (schema) => schema.type === 'array',
};

function isInstant(schema: Schema): boolean {
  const kinds = (schema.anyOf as Schema[] | undefined) ?? [schema];
  return kinds.every((kind) => kind.format === 'date-time' || kind.type === 'null');
}

function isOneOfFew(schema: Schema): boolean {
  const kinds = (schema.anyOf as Schema[] | undefined) ?? [schema];
  return kinds.every((kind) => Array.isArray(kind.enum) || kind.type === 'null');
}

function isNumber(schema: Schema): boolean {
  const kinds = (schema.anyOf as Schema[] | undefined) ?? [schema];
  return kinds.flatMap(({ type }) => type).every((type) => type === 'number' || type === 'null');
}

/** The exceptions: what is new, shown once to whoever made it. */
const shownOnce: Record<string, string[]> = {
  'POST /api/v1/api-keys': ['.key'],
  'POST /api/v1/webhooks': ['.secret'],
  'POST /api/v1/webhooks/{id}/secret': ['.secret'],
};

/** Paths of all fields that could carry a secret, in whatever depth and alternative they stand. */
function secretFields(schema: unknown, path = ''): string[] {
  if (Array.isArray(schema)) return schema.flatMap((item) => secretFields(item, path));
  if (schema === null || typeof schema !== 'object') return [];
  const { properties, ...rest } = schema as Schema;
  const here = Object.entries(properties ?? {}).flatMap(([name, field]) => {
    const at = `${path}.${name}`;
    const isFine = !suspicious.test(name) || (known[name]?.(field) ?? false);
    return [...(isFine ? [] : [at]), ...secretFields(field, at)];
  });
  return [...here, ...Object.values(rest).flatMap((part) => secretFields(part, path))];
}

const jsonSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });

describe('what the API answers (T6)', () => {
  it.each(apiRoutes.map((route) => [`${route.method} ${route.path}`, route.response] as const))(
    '%s holds no secret',
    (name, response) => {
      const found = response ? secretFields(jsonSchema(response)) : [];
      expect(found).toEqual(shownOnce[name] ?? []);
    },
  );

  it('refuses with no secret either', () => {
    expect(secretFields(jsonSchema(problemDetailsSchema))).toEqual([]);
  });

  it('would be caught holding one, wherever it stands', () => {
    const leaky = z.object({
      clientSecret: z.string(),
      grant: z.object({ refreshToken: z.string().nullable() }).nullable(),
      list: z.array(z.union([z.object({ passwordHash: z.string() }), z.string()])),
      hasClientSecret: z.string(),
      accessTokens: z.array(z.object({ token: z.string() })),
    });
    expect(secretFields(jsonSchema(leaky)).toSorted()).toEqual([
      '.accessTokens.token',
      '.clientSecret',
      '.grant.refreshToken',
      '.hasClientSecret',
      '.list.passwordHash',
    ]);
  });
});

describe('the OpenAPI document', () => {
  const document = openApiDocument();
  const text = JSON.stringify(document);

  it('describes every route with a status, and only references what it defines', () => {
    const paths = document.paths as Record<string, Record<string, unknown>>;
    for (const route of apiRoutes)
      expect(paths[route.path]?.[route.method.toLowerCase()]).toMatchObject({ summary: route.summary });
    const { schemas } = document.components as { schemas: Record<string, unknown> };
    const references = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(30);
    expect(references.filter((name) => !(name in schemas))).toEqual([]);
  });

  it('gives every operation an id of its own', () => {
    const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map((match) => match[1]);
    expect(ids).toHaveLength(apiRoutes.length);
    expect(new Set(ids).size).toBe(apiRoutes.length);
  });
});
