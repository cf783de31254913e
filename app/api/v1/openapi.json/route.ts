import { openApiDocument, publicRoute } from '#lib/http/index.ts';

// GET /api/v1/openapi.json – the description of this API
export const GET = publicRoute(async () => Response.json(openApiDocument()));
