import { openApiDocument, otherMethods, publicRoute } from '#lib/http/index.ts';

// GET /api/v1/openapi.json – the description of this API
export const GET = publicRoute(async () => Response.json(openApiDocument()));

export const { DELETE, OPTIONS, PATCH, POST, PUT } = otherMethods('GET', 'HEAD');
