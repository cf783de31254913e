import { reasonsNotReady } from '#lib/db/index.ts';

export const dynamic = 'force-dynamic';

/** Ready: the database answers and a worker was heard of within 10 s; else 503 with the reasons. */
export async function GET(): Promise<Response> {
  const reasons = await reasonsNotReady();
  const ready = reasons.length === 0;
  return Response.json({ ready, reasons }, { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}
