export const dynamic = 'force-dynamic';

/** Alive: this process answers. Says nothing about what it needs; see /readyz. */
export function GET(): Response {
  return Response.json({ alive: true }, { headers: { 'cache-control': 'no-store' } });
}
