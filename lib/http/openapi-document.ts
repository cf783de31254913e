import { z } from 'zod';
import { scopesAllowing } from '#lib/accounts/index.ts';
import { apiKeyInputSchema, apiKeySchema, createdApiKeySchema, memberSchema } from '#lib/accounts/schema.ts';
import { auditEventSchema } from '#lib/audit/schema.ts';
import {
  connectionChangeSchema,
  connectionInputSchema,
  connectionSchema,
  grantEventSchema,
  grantLifeSchema,
  problemSchema,
  replySchema,
  testOutcomeSchema,
  todaySchema,
} from '#lib/connections/schema.ts';
import { scannerInputSchema, scannerSchema, scannerTestSchema } from '#lib/files/schema.ts';
import { type ApiRoute, apiRoutes } from './openapi.ts';
import { problemDetailsSchema } from './problem.ts';

type Json = Record<string, unknown>;

/** Schemas that get a name of their own in the document; every other is written out where it is used. */
const requestNames = {
  ConnectionInput: connectionInputSchema,
  ConnectionChange: connectionChangeSchema,
  ApiKeyInput: apiKeyInputSchema,
  VirusScannerInput: scannerInputSchema,
};
const answerNames = {
  Connection: connectionSchema,
  Diagnosis: problemSchema,
  Reply: replySchema,
  TestOutcome: testOutcomeSchema,
  GrantEvent: grantEventSchema,
  GrantLife: grantLifeSchema,
  Today: todaySchema,
  ApiKey: apiKeySchema,
  CreatedApiKey: createdApiKeySchema,
  Member: memberSchema,
  AuditEvent: auditEventSchema,
  VirusScanner: scannerSchema,
  VirusScannerTest: scannerTestSchema,
  Problem: problemDetailsSchema,
};

/** The OpenAPI 3.1 description of /api/v1, from the same schemas that check requests and type the answers. */
export function openApiDocument(): Json {
  built ??= buildDocument();
  return built;
}

/** Built at the first request: the same for everybody, and open to everybody. */
let built: Json | undefined;

function buildDocument(): Json {
  const paths: Record<string, Json> = {};
  const requests = namer('input', requestNames);
  const answers = namer('output', answerNames);
  for (const route of apiRoutes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(route, requests.write, answers.write),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mailgrant',
      version: '1',
      description:
        'Send an API key as “Authorization: Bearer mg_…”. The console signs in with a cookie and names the tenant in the header Mailgrant-Tenant. A refusal is application/problem+json.',
    },
    security: [{ apiKey: [] }],
    paths,
    components: {
      schemas: { ...requests.components(), ...answers.components() },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, made in the console under Keys.' },
      },
    },
  };
}

type Write = (schema: z.ZodType) => Json;

function operation(route: ApiRoute, request: Write, answer: Write): Json {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  }));
  const inQuery = Object.entries(route.query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    schema: request(schema as z.ZodType),
  }));
  const content = route.response ? { content: { 'application/json': { schema: answer(route.response) } } } : {};
  const problem = { content: { 'application/problem+json': { schema: answer(problemDetailsSchema) } } };
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: route.scope ? `Needs the scope ${scopesAllowing(route.scope).join(' or ')}.` : 'Open to everybody.',
    ...(route.scope ? {} : { security: [] }),
    parameters: [...inPath, ...inQuery],
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: request(route.body) } } } }
      : {}),
    responses: {
      [route.status]: { description: 'Done', ...content },
      default: { description: 'Refused; `detail` and `errors` say what would be right', ...problem },
    },
  };
}

/** `POST /api/v1/connections/{id}/test-email` is `postConnectionsTestEmail`. */
function operationId(route: ApiRoute): string {
  const words = `${route.method.toLowerCase()}/${route.path.slice('/api/v1/'.length)}`
    .replace(/\{\w+\}/, 'one')
    .split(/[/.-]/);
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
}

/** Writes JSON Schema for one direction: a named schema becomes a reference, wherever it stands. */
function namer(io: 'input' | 'output', named: Record<string, z.ZodType>) {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const uri = (id: string) => `#/components/schemas/${id}`;
  return {
    components: () => {
      const { schemas } = z.toJSONSchema(registry, { io, uri, unrepresentable: 'any' });
      return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]));
    },
    write: (schema: z.ZodType) => {
      const id = registry.get(schema)?.id;
      if (id) return { $ref: uri(id) };
      // A registry of one more: its references to the named schemas come out as in the components.
      const both = z.registry<{ id: string }>();
      for (const [name, other] of Object.entries(named)) both.add(other, { id: name });
      both.add(schema, { id: 'here' });
      return bare(z.toJSONSchema(both, { io, uri, unrepresentable: 'any' }).schemas.here ?? {});
    },
  };
}

function bare(schema: object): Json {
  const { $schema: _schema, $id: _id, ...rest } = schema as Json;
  return rest;
}
